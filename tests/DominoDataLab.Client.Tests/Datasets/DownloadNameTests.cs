using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Files;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Datasets;

/// <summary>Names of a dataset that are one name on this machine.</summary>
public sealed class DownloadNameTests : IAsyncLifetime
{
    private const string Dataset = "a00000000000000000000001";
    private const string Snapshot = "a00000000000000000000002";

    private readonly LocalCopy _copy = new();
    private readonly RecordedEndpoint _server = new();
    private DominoClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _server.Answer(
            $"GET /v4/datasetrw/datasets/{Dataset}",
            $$"""{"id":"{{Dataset}}","name":"d","lifecycleStatus":"Active","readWriteSnapshotId":"{{Snapshot}}"}"""
        );
        _server.Answer($"GET /v4/datasetrw/snapshot/{Snapshot}/file/raw", "1234");
        _client = _server.Connect();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _copy.Dispose();
    }

    [Theory]
    [InlineData(new[] { "sub/A.bin", "sub/a.bin" }, "'sub/A.bin' and 'sub/a.bin'", "sub/a.bin")]
    [InlineData(new[] { "Sub/a", "sub/A", "sub/b" }, "'Sub/a' and 'sub/A'", "sub/A")]
    [InlineData(new[] { "Sub/deep/a", "sub/Deep/b", "sub/Deep/A" }, "'Sub/deep/a' and 'sub/Deep/A'", "sub/Deep/A")]
    [InlineData(new[] { "a", "A/deep/b" }, "'a' and 'A/deep/b'", "A/**")]
    [InlineData(new[] { "sub/A", "sub/a/b" }, "'sub/A' and 'sub/a/b'", "sub/a/b")]
    public async Task Files_that_would_be_one_where_case_does_not_count_are_named_and_not_fetched(
        string[] paths,
        string named,
        string exclude
    )
    {
        List(paths);
        IgnoreCase();
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, new() { MaxConcurrency = 1 }, Ct)
        );
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("leave one out", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_copy.Files, file => paths.Count(path => path.Equals(file, StringComparison.OrdinalIgnoreCase)) > 1);

        var rest = await _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, new() { Exclude = [exclude] }, Ct);
        Assert.Equal(paths.Length - 1, rest.FilesTransferred + rest.FilesSkipped);
        Assert.Equal(
            paths.Where(path => path != exclude && !(exclude == "A/**" && path[0] == 'A')).Order(StringComparer.Ordinal),
            _copy.Files
        );
    }

    [Theory]
    [InlineData(".domino/state.json")]
    [InlineData("sub/.Domino/state.json")]
    [InlineData(".domino-0123456789abcdef.parts")]
    [InlineData(".domino-0123456789abcdef0123456789abcdef.tmp")]
    public async Task A_name_that_the_client_uses_itself_is_refused(string path)
    {
        List([path]);
        var error = await Assert.ThrowsAsync<DominoException>(() =>
            _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, new() { MaxConcurrency = 1 }, Ct)
        );
        Assert.Contains("this library would take it for its own", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_copy.Root));
    }

    [Fact]
    public async Task Files_fetched_before_a_collision_stay()
    {
        List(["first", "sub/A.bin", "sub/a.bin"]);
        IgnoreCase();
        await Assert.ThrowsAsync<DominoException>(() =>
            _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, new() { MaxConcurrency = 1 }, Ct)
        );
        Assert.Equal(["first"], _copy.Files);
    }

    [Fact]
    public async Task Where_case_counts_they_are_files_of_their_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File systems of other systems usually ignore case.");
        List(["A.bin", "a.bin", "Sub/a", "sub/a", "sub/A/b"]);
        await _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, null, Ct);
        Assert.Equal(["A.bin", "Sub/a", "a.bin", "sub/A/b", "sub/a"], _copy.Files);
    }

    [Fact]
    public async Task A_name_that_is_listed_twice_is_refused_everywhere()
    {
        List(["a", "a"]);
        var error = await Assert.ThrowsAsync<DominoException>(() => _client.Datasets.Files.DownloadAllAsync(Dataset, _copy.Root, null, Ct));
        Assert.Contains("'a' and 'a'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_copy.Files);
    }

    /// <summary>A second folder that differs in case only makes this file system look like one that ignores case.</summary>
    private void IgnoreCase() => Directory.CreateDirectory(Path.Combine(_copy.Around, "COPY"));

    private void List(string[] paths)
    {
        var folders = paths
            .SelectMany(path => path.Split('/').SkipLast(1).Select((_, i) => string.Join('/', path.Split('/').Take(i + 1))))
            .Distinct()
            .ToList();
        foreach (var folder in folders.Prepend(""))
        {
            var rows = folders
                .Where(path => FolderOf(path) == folder && path != folder)
                .Select(path => Row(path, """ "isDirectory":true """, "null"))
                .Concat(
                    paths
                        .Where(path => FolderOf(path) == folder)
                        .Select(path => Row(path, """ "isDirectory":false """, """{"label":"4","sizeInBytes":4}"""))
                );
            _server.Answer(
                $"GET /v4/datasetrw/files/{Snapshot}?path={Uri.EscapeDataString(folder)}",
                $$"""{"rows":[{{string.Join(',', rows)}}]}"""
            );
        }
    }

    private static string Row(string path, string isFolder, string size) =>
        $$"""{"name":{"label":"{{Path.GetFileName(path)}}",{{isFolder}} },"size":{{size}} }""";

    private static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";
}
