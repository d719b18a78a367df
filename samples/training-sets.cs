#:project ../src/DominoDataLab.Data
#:project ../src/DominoDataLab.LocalServer.Data

// Makes a version of a training set and reads back what to train with.
using Apache.Arrow;
using DominoDataLab.Client;
using DominoDataLab.Data;
using DominoDataLab.Data.TrainingSets;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

// Without a deployment, a Domino starts inside this program, and the data goes to a folder of its own.
var isLocal = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"));
await using var server = isLocal ? await LocalDomino.StartAsync(new LocalDominoOptions().AddDataSources()) : null;
var folder = Directory.CreateTempSubdirectory("training-sets-");
var options = new DominoDataClientOptions();
if (server is not null)
{
    using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
    var project = await domino.Projects.CreateAsync(new() { Name = "fraud" });
    (options.TrainingSetHost, options.ApiKey, options.ProjectId) = (server.Address.AbsoluteUri, server.ApiKey, project.Id);
    options.TrainingSetFolder = folder.FullName;
}

using var client = new DominoDataClient(options);
var payments = new[] { (Id: 1L, Amount: 12.5, IsFraud: false), (Id: 2L, Amount: 990.0, IsFraud: true) };
var frame = TrainingFrame.FromColumns(
    TrainingColumn.Create("payment_id", payments.Select(payment => payment.Id)),
    TrainingColumn.Create("amount", payments.Select(payment => payment.Amount)),
    TrainingColumn.Create("is_fraud", payments.Select(payment => payment.IsFraud))
);
var version = await client.TrainingSets.CreateVersionAsync(
    new()
    {
        TrainingSetName = "payments",
        KeyColumns = ["payment_id"],
        TargetColumns = ["is_fraud"],
        MonitoringMeta = new() { CategoricalColumns = ["is_fraud"] },
    },
    frame
);
Console.WriteLine($"{version.TrainingSetName} {version.Number}: {string.Join(", ", version.AllColumns)}");

await foreach (var batch in client.TrainingSets.ReadTrainingAsync(version))
{
    using (batch)
    {
        var amounts = (DoubleArray)batch.Column("amount");
        var fraud = (BooleanArray)batch.Column("is_fraud");
        for (var row = 0; row < batch.Length; row++)
        {
            Console.WriteLine($"{amounts.GetValue(row)} {(fraud.GetValue(row) == true ? "is fraud" : "is none")}");
        }
    }
}

await client.TrainingSets.DeleteVersionAsync(version.TrainingSetName, version.Number);
folder.Delete(recursive: true);
