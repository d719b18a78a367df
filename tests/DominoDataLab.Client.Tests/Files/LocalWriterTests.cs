using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Files;

/// <summary>The downloads of every area write local files in the same way, and the uploads of every area leave the same files
/// out.</summary>
public sealed class LocalWriterTests(DominoFixture domino)
{
    private const string Leftover = ".domino-00112233445566778899aabbccddeeff.tmp";
    private const string Part = ".domino-0011223344556677.part";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Downloads => [.. Calls.Keys];

    private static Dictionary<string, Func<ProjectClient, LocalCopy, Task>> Calls { get; } =
        new()
        {
            ["project file"] = (project, folder) => project.Files.DownloadAsync("a.sh", folder.At("a.sh"), null, Ct),
            ["project files"] = (project, folder) => project.Files.DownloadAllAsync(folder.Root, new() { Include = ["a.sh"] }, Ct),
            ["sync"] = (project, folder) =>
                project.Files.SyncAsync(
                    folder.Root,
                    new()
                    {
                        Direction = SyncDirection.Download,
                        Conflicts = SyncConflictPolicy.KeepRemote,
                        Include = ["a.sh"],
                    },
                    Ct
                ),
            ["dataset file"] = (project, folder) => project.Datasets.Files.DownloadAsync("d", "a.sh", folder.At("a.sh"), null, Ct),
            ["dataset"] = (project, folder) => project.Datasets.Files.DownloadAllAsync("d", folder.Root, null, Ct),
        };

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task A_replaced_file_keeps_its_mode_and_gets_the_time_of_the_server(string download)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        using var folder = new LocalCopy().With("a.sh", "the local version");
        File.SetUnixFileMode(folder.At("a.sh"), mode);
        var project = await NewProjectAsync();
        await Calls[download](project, folder);
        Assert.Equal("new", folder["a.sh"]);
        Assert.Equal(mode, File.GetUnixFileMode(folder.At("a.sh")));
        var time = download.StartsWith("dataset", StringComparison.Ordinal)
            ? (await project.Datasets.Files.GetAsync("d", "a.sh", null, Ct)).LastModified
            : (await project.Files.ListAsync("", null, Ct).FirstAsync(file => file.Path == "a.sh", Ct)).LastModifiedAt;
        Assert.Equal(time!.Value.UtcDateTime, File.GetLastWriteTimeUtc(folder.At("a.sh")), TimeSpan.FromMilliseconds(2));
    }

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task What_a_killed_download_left_is_deleted_by_the_next_one(string download)
    {
        using var folder = new LocalCopy().With(Leftover, "half");
        File.SetLastWriteTimeUtc(folder.At(Leftover), DateTime.UtcNow.AddMinutes(-5));
        await Calls[download](await NewProjectAsync(), folder);
        Assert.Equal(["a.sh"], folder.Files);
    }

    [Fact]
    public async Task Temporary_files_of_downloads_are_never_uploaded()
    {
        using var folder = new LocalCopy()
            .With("b", "1")
            .With(Leftover, "half")
            .With("deep/" + Part, "half")
            .With("deep/" + Part + "s", "1");
        var project = await NewProjectAsync();
        await project.Datasets.Files.UploadAsync("d", folder.Root, new() { RelativeTo = folder.Root }, Ct);
        await project.Files.UploadAllAsync(folder.Root, null, Ct);
        await project.Files.SyncAsync(folder.Root, new() { Direction = SyncDirection.Upload }, Ct);
        Assert.Equal([".dominoignore", "a.sh", "b"], await SyncTests.PathsAsync(project));
        Assert.Equal(
            ["a.sh", "b"],
            (await project.Datasets.Files.ListAsync("d", "", null, Ct).ToListAsync(Ct))
                .Select(file => file.Path)
                .Order(StringComparer.Ordinal)
        );
    }

    private async Task<ProjectClient> NewProjectAsync()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadTextAsync("new", "a.sh", null, Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct);
        await project.Datasets.Files.UploadAsync("d", new MemoryStream("new"u8.ToArray()), "a.sh", null, Ct);
        return project;
    }
}
