using DominoDataLab.Airflow.Bundle;
using DominoDataLab.Airflow.Sdk;

// The DAGs of the samples, and every task of the DAGs that 'domino-airflow pack --dag=<id>' names.
return await AirflowBundle
    .CreateBuilder(args)
    .AddTask("domino_job", "run", new DominoTask())
    .AddTask("domino_spark_job", "run", new DominoSparkTask())
    .AddFallback(new DominoTask())
    .Build()
    .RunAsync();
