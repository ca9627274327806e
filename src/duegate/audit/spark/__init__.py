"""The audit on Apache Spark, for what outgrows a machine: the same statements, other tables."""
