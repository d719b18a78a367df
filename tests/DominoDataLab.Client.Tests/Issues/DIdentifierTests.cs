using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>
/// D-IDENTIFIER: the server could not tell equal files of two folders apart, and the second one was taken for there already.
/// </summary>
public sealed class DIdentifierTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Equal_files_of_two_folders_both_arrive()
    {
        using var tree = new TemporaryTree(("a/x.bin", "same"), ("b/x.bin", "same"), ("c/x.bin", "diff"));
        var datasets = (await domino.NewProjectAsync(Ct)).Datasets;
        await datasets.CreateAsync(new CreateDatasetRequest { Name = "d" }, Ct);
        await datasets.Files.UploadAsync("d", tree.Path, new() { RelativeTo = tree.Path }, Ct);
        foreach (var (path, text) in new[] { ("a/x.bin", "same"), ("b/x.bin", "same"), ("c/x.bin", "diff") })
        {
            using var reader = new StreamReader(await datasets.Files.OpenReadAsync("d", path, cancellationToken: Ct));
            Assert.Equal(text, await reader.ReadToEndAsync(Ct));
        }
    }

    [Fact]
    public async Task A_file_of_its_own_size_and_name_has_the_usual_identifier_the_others_have_one_each()
    {
        using var tree = new TemporaryTree(("a/x.bin", "same"), ("b/x.bin", "same"), ("b/longer/x.bin", "longer"), ("y.bin", "same"));
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(tree.Path);
        var identifiers = endpoint
            .Requests.Where(request => request.Query("resumableIdentifier") is not null)
            .ToDictionary(
                request => request.Query("resumableRelativePath")![(tree.Name.Length + 1)..],
                request => request.Query("resumableIdentifier")!
            );
        Assert.Equal("4-y.bin", identifiers["y.bin"]);
        Assert.Equal("6-x.bin", identifiers["b/longer/x.bin"]);
        Assert.NotEqual(identifiers["a/x.bin"], identifiers["b/x.bin"]);
        Assert.All(["a/x.bin", "b/x.bin"], path => Assert.Matches("^4-.+-x.bin$", identifiers[path]));
    }
}
