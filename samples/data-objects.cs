#:project ../src/DominoDataLab.Data
#:project ../src/DominoDataLab.LocalServer.Data

// Copies an object from one object store to another.
using DominoDataLab.Client;
using DominoDataLab.Data;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

// Without a deployment, a Domino with two object stores starts inside this program.
var isLocal = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"));
var sources = Path.GetTempFileName();
File.WriteAllText(sources, """{"sources": [{"name": "inbox", "engine": "files"}, {"name": "archive", "engine": "files"}]}""");
var local = new LocalDominoOptions().AddDataSources(new() { SourcesFile = sources });
await using var server = isLocal ? await LocalDomino.StartAsync(local) : null;
var options = new DominoDataClientOptions();
if (server is not null)
{
    (options.Host, options.DataSourceProxy, options.ApiKey) = (server.Address.AbsoluteUri, server.Address.AbsoluteUri, server.ApiKey);
}

using var client = new DominoDataClient(options);
var inbox = await client.DataSources.GetObjectStoreAsync("inbox");
var archive = await client.DataSources.GetObjectStoreAsync("archive");
await inbox.UploadAsync("id,age\n1,50\n2,31\n"u8.ToArray(), "2024/patients.csv");

try
{
    await foreach (var key in inbox.ListAsync("2024/"))
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetFileName(key));
        var result = await inbox.DownloadAsync(key, file);
        await archive.UploadAsync(file, key);
        Console.WriteLine($"{key}: {result.BytesTransferred} bytes copied");
        File.Delete(file);
    }
}
catch (DominoException error)
{
    Console.Error.WriteLine(error.Message);
}

File.Delete(sources);
