// Tasks that do what a runtime must survive: hostile values and log records, ends of every kind, and the calls of the recorded scenarios.
using DominoDataLab.Airflow.ScenarioBundle;
using DominoDataLab.Airflow.Sdk;

var builder = AirflowBundle.CreateBuilder(args).UseJson(ScenarioJson.Default);
HostileValues.AddTo(builder);
HostileLogs.AddTo(builder);
Ends.AddTo(builder);
Requests.AddTo(builder);
RecordedTasks.AddTo(builder);
return await builder.Build().RunAsync();
