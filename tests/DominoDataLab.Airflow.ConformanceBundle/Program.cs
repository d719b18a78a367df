using DominoDataLab.Airflow.ConformanceBundle;
using DominoDataLab.Airflow.Sdk;

var builder = AirflowBundle.CreateBuilder(args);
ValueTasks.AddTo(builder);
XComTasks.AddTo(builder);
EnvironmentTasks.AddTo(builder);
OutcomeTasks.AddTo(builder);
LogTasks.AddTo(builder);
LifecycleTasks.AddTo(builder);
return await builder.Build().RunAsync();
