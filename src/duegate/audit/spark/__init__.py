"""The audit on Apache Spark, for when one machine is outgrown: the same statements, other tables."""
