using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Datasets;

public sealed class UploadTests(DominoFixture domino) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("domino-upload-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_arrives_with_all_below_it()
    {
        var datasets = await NewAsync();
        Write("a.txt", "1");
        Write("sub/.hidden", "22");
        Write("sub/deep/empty", "");
        var result = await datasets.Files.UploadAsync("d", _folder, new() { RelativeTo = _folder }, Ct);
        Assert.Equal((3, 0, 0, 3), (result.FilesTransferred, result.FilesSkipped, result.FilesRenamed, result.BytesTransferred));
        Assert.Equal(["a.txt:1", "sub/.hidden:22", "sub/deep/empty:"], await ReadAllAsync(datasets));
    }

    private async Task<ProjectDatasetsClient> NewAsync()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct);
        return project.Datasets;
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static async Task<List<string>> ReadAllAsync(ProjectDatasetsClient datasets, string folder = "")
    {
        var found = new List<string>();
        await foreach (var file in datasets.Files.ListAsync("d", folder, cancellationToken: Ct))
        {
            if (file.IsFolder)
            {
                found.AddRange(await ReadAllAsync(datasets, file.Path));
                continue;
            }

            using var reader = new StreamReader(await datasets.Files.OpenReadAsync("d", file.Path, cancellationToken: Ct));
            found.Add($"{file.Path}:{await reader.ReadToEndAsync(Ct)}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
