"use strict";
// Draws the charts of the page from the figures beside it, in the language and colours that are
// chosen. The page is whole without it: a table stands beside each chart.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const drawn = [];
  const paper = matchMedia("print");
  const PAPER_PX = 690; // the width of a page of A4 between its margins

  const language = () => (document.getElementById("lang-zh").checked ? "zh" : "en");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const short = (value) =>
    Math.abs(value) >= 1e6 ? `${value / 1e6}M` : Math.abs(value) >= 1e4 ? `${value / 1e3}k` : value;

  const series = (chart, one, index, say) => ({
    name: one.name[say],
    type: one.line ? "line" : "bar",
    data: one.data,
    yAxisIndex: one.line ? 1 : 0,
    stack: chart.stacked ? "all" : undefined,
    barGap: chart.overlaid ? "-100%" : undefined,
    barMaxWidth: chart.rows ? 16 : 28,
    z: index + 2,
    symbol: one.data.length > 40 ? "none" : "circle",
    symbolSize: 5,
    lineStyle: { width: 1.6 },
    itemStyle: { color: colour(one.colour) },
    label: chart.rows && !chart.stacked
      ? { show: true, position: "right", color: colour("soft"), formatter: ({ value }) => value.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 }) }
      : undefined,
  });

  const NAMES = 0.42; // of the width at most; the rest is the bars', long names are cut
  const fitted = (names, width, font) => {
    const longest = Math.max(...names.map((name) => echarts.format.getTextRect(name, font).width));
    return longest > width * NAMES ? { width: width * NAMES, overflow: "truncate" } : {};
  };
  const option = (chart, width) => {
    const say = language();
    const soft = { color: colour("soft"), fontSize: 12 };
    const rule = { lineStyle: { color: colour("line") } };
    const data = chart.names.map((name) => name[say]);
    const fit = chart.rows ? fitted(data, width, `12px ${getComputedStyle(document.body).fontFamily}`) : {};
    const names = {
      type: "category", data, inverse: chart.rows,
      axisLabel: { ...soft, lineHeight: 14, ...fit }, axisLine: rule, axisTick: { show: false },
    };
    const values = {
      type: "value", axisLabel: { ...soft, formatter: short }, splitLine: rule, minInterval: 1,
    };
    const share = {
      type: "value", min: 0, max: 100, axisLabel: { ...soft, formatter: "{value}%" },
      splitLine: { show: false },
    };
    const lined = chart.series.some((one) => one.line);
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: chart.rows ? 44 : 6, top: chart.series.length > 1 ? 34 : 6, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: chart.series.length > 1 ? { top: 0, left: 0, itemWidth: 14, itemHeight: 9, textStyle: soft } : undefined,
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" },
        backgroundColor: colour("paper"), borderColor: colour("line"), textStyle: { color: colour("ink"), fontSize: 12 },
      },
      xAxis: chart.rows ? values : names,
      yAxis: chart.rows ? names : lined ? [values, share] : values,
      series: chart.series.map((one, index) => series(chart, one, index, say)),
    };
  };

  const draw = () => {
    for (const { instance, chart } of drawn) {
      instance.resize(paper.matches ? { width: PAPER_PX } : {});
      instance.setOption(option(chart, instance.getWidth()), true);
    }
  };

  for (const place of document.querySelectorAll("[data-chart]")) {
    const chart = charts[place.dataset.chart];
    if (!chart || !chart.names.length) {
      place.parentElement.hidden = true;
      continue;
    }
    if (chart.rows) place.style.height = `${44 + chart.names.length * (chart.stacked ? 38 : 30)}px`;
    drawn.push({ instance: echarts.init(place, null, { renderer: "svg" }), chart });
  }
  draw();

  document.querySelector("nav").addEventListener("change", () => {
    document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  paper.addEventListener("change", draw);
  addEventListener("resize", draw);
})();
