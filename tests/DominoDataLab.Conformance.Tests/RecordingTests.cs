using System.Net.Http.Headers;
using DominoDataLab.Conformance;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Conformance.Tests;

public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_server_answers_is_recorded_with_bodies_and_without_the_key()
    {
        string key;
        await using (
            var server = await LocalDomino.StartAsync(new LocalDominoOptions { RecordExchangesTo = _folder, EnableFaults = true }, Ct)
        )
        {
            key = server.ApiKey;
            using var http = new HttpClient { BaseAddress = server.Address };
            http.DefaultRequestHeaders.Add("X-Domino-Api-Key", key);
            http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("recording-test", "1"));
            (await http.GetAsync(new Uri("/v4/users?userName=a%20b", UriKind.Relative), Ct)).Dispose();
            using var form = new FormUrlEncodedContent([new("projectName", "recorded")]);
            (await http.PostAsync(new Uri("/project", UriKind.Relative), form, Ct)).Dispose();
            using var bytes = new ByteArrayContent(new byte[300_000]);
            (await http.PutAsync(new Uri($"/v1/projects/{server.UserName}/recorded/data.bin", UriKind.Relative), bytes, Ct)).Dispose();
            server.Faults.FailNext("GET /v4/users/self");
            (await http.GetAsync(new Uri("/v4/users/self", UriKind.Relative), Ct)).Dispose();
        }

        var exchanges = Exchange.ReadFolder(_folder).ToList();
        Assert.Equal(
            ["GET /v4/users 200", "POST /project 200", "PUT /v1/projects/domino/recorded/data.bin 201", "GET /v4/users/self 503"],
            exchanges.Select(one => $"{one.Method} {one.Path} {one.Status}")
        );
        Assert.Equal("userName=a%20b", exchanges[0].Query);
        Assert.Equal("recording-test/1", exchanges[0].UserAgent);
        Assert.Equal(("application/json", "[]"), (exchanges[0].Reply.MediaType, exchanges[0].Reply.Body));
        Assert.Equal("projectName=recorded", exchanges[1].Request.Body);
        Assert.Equal((300_000, null), (exchanges[2].Request.Length, exchanges[2].Request.Body));
        Assert.Equal([false, false, false, true], exchanges.Select(one => one.Injected));
        Assert.DoesNotContain(key, string.Concat(Directory.EnumerateFiles(_folder).Select(File.ReadAllText)), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Directory.GetFiles(_folder).Single()).UnixFileMode);
        }
    }

    [Fact]
    public void The_line_that_a_killed_server_did_not_finish_is_passed_over()
    {
        Directory.CreateDirectory(_folder);
        const string Line =
            """{"method":"GET","path":"/a","query":"","userAgent":"","request":{"contentType":null,"length":0},"status":200"""
            + ""","injected":false,"reply":{"contentType":null,"length":0}}""";
        File.WriteAllText(Path.Combine(_folder, "one.jsonl"), Line + "\n" + Line[..30]);
        Assert.Single(Exchange.ReadFolder(_folder));
    }
}
