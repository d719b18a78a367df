using DominoDataLab.LocalServer.Tests.Datasets.Uploads;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Tests;

public sealed class ServerErrorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_did_not_expect_is_answered_with_an_id_and_its_details_are_in_the_log_alone()
    {
        using var log = new EntriesOfLog();
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { LoggerFactory = log }, Ct);
        using var uploads = await UploadClient.ConnectAsync(server);
        var head = (await uploads.Http.ReadAsync($"/v4/datasetrw/datasets/{uploads.Dataset}"))["readWriteSnapshotId"]!.GetValue<string>();

        // A file is in the place of the server's folder.
        Directory.CreateDirectory(Path.GetDirectoryName(uploads.Head)!);
        await File.WriteAllTextAsync(uploads.Head, "in the way", Ct);
        var (status, reply) = await uploads.Http.SendAsync(HttpMethod.Get, $"/v4/datasetrw/files/{head}?path=");
        Assert.Equal(500, status);
        var message = reply!["message"]!.GetValue<string>();
        Assert.DoesNotContain(server.DataFolder, message, StringComparison.Ordinal);
        var entry = Assert.Single(log.Entries, entry => entry.Level == LogLevel.Error && entry.Error is IOException);
        Assert.Contains(entry.Text.Split("request ")[1].TrimEnd(')'), message, StringComparison.Ordinal);
        Assert.Contains(uploads.Head, entry.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"filePaths":[],"filePaths":[]}""")]
    [InlineData("""{"filePaths":["\ud800"]}""")]
    [InlineData("""{"filePaths":[],"fileCollisionSetting":"\udc00\ud800"}""")]
    [InlineData("""{"filePaths":[],"\ud800":1}""")]
    [InlineData("""{"filePaths":[],"other":{"deep":["\ud800"]}}""")]
    public async Task A_body_that_says_a_thing_twice_or_holds_no_text_where_it_should_is_refused(string body)
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var uploads = await UploadClient.ConnectAsync(server);
        var (status, reply) = await uploads.Http.SendAsync(HttpMethod.Post, uploads.Base + "/start", body);
        Assert.True(status == 400, $"{status}: {reply}");
        Assert.Contains("is not JSON", reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private sealed class EntriesOfLog : ILoggerFactory, ILogger
    {
        public System.Collections.Concurrent.ConcurrentBag<(LogLevel Level, string Text, Exception? Error)> Entries { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Entries.Add((logLevel, formatter(state, exception), exception));

        public void Dispose() { }
    }
}
