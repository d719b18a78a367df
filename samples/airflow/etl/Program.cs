using DominoDataLab.Airflow.Sdk;
using Microsoft.Extensions.Logging;

var builder = AirflowBundle.CreateBuilder(args);

builder.AddTask(
    "etl",
    "extract",
    async context =>
    {
        var day = await context.Variables.FindAsync("report_day") ?? "today";
        context.Logger.LogInformation("Extracting {Day}", day);
        return new Dictionary<string, object?>
        {
            ["day"] = day,
            ["rows"] = new List<int> { 3, 4 },
        };
    }
);

builder.AddTask(
    "etl",
    "transform",
    async context =>
    {
        var extracted = await context.XComs.GetAsync<Dictionary<string, System.Text.Json.JsonElement>>("extract");
        return extracted!["rows"].EnumerateArray().Sum(row => row.GetInt32());
    }
);

return await builder.Build().RunAsync();
