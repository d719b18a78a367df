using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-RELATIVE-PATH: whatever lay outside the working folder was sent as <c>../outside/x</c>.</summary>
public sealed class DRelativePathTests
{
    [Fact]
    public async Task Below_the_working_folder_paths_begin_there()
    {
        using var tree = TemporaryTree.Below(Environment.CurrentDirectory, ("sub/a.txt", "1"), ("sub/deep/b.txt", "2"));
        Assert.Equal([$"{tree.Name}/sub/a.txt", $"{tree.Name}/sub/deep/b.txt"], await SentAsync(tree.Combine("sub")));
        Assert.Equal([$"{tree.Name}/sub/a.txt"], await SentAsync(tree.Combine("sub/a.txt")));
        Assert.Equal([$"{tree.Name}/sub/a.txt"], await SentAsync(Path.Combine(tree.Name, "sub", "..", "sub", "a.txt")));
    }

    [Fact]
    public async Task Elsewhere_a_file_has_its_name_and_a_folder_s_files_begin_with_the_folder_s()
    {
        using var tree = new TemporaryTree(("sub/a.txt", "1"), ("sub/deep/b.txt", "2"));
        Assert.Equal(["a.txt"], await SentAsync(tree.Combine("sub/a.txt")));
        Assert.Equal(["sub/a.txt", "sub/deep/b.txt"], await SentAsync(tree.Combine("sub")));
        Assert.Equal(["sub/a.txt", "sub/deep/b.txt"], await SentAsync(tree.Combine("sub") + Path.DirectorySeparatorChar));
        Assert.Equal(["a.txt"], await SentAsync(Path.GetRelativePath(Environment.CurrentDirectory, tree.Combine("sub/a.txt"))));
    }

    [Fact]
    public async Task A_folder_whose_name_only_begins_like_the_working_folder_s_is_elsewhere()
    {
        using var tree = new TemporaryTree(("work-more/a.txt", "1"), ("work/b.txt", "2"));
        Assert.Equal(["a.txt"], await SentAsync(tree.Combine("work-more/a.txt"), tree.Combine("work")));
        Assert.Equal(["b.txt"], await SentAsync(tree.Combine("work"), tree.Combine("work")));
        Assert.Equal(["work/b.txt"], await SentAsync(tree.Combine("work"), tree.Path + Path.DirectorySeparatorChar));
    }

    private static async Task<List<string>> SentAsync(string path, string? relativeTo = null)
    {
        await using var endpoint = UploadStandIn.Open();
        await endpoint.UploadAsync(path, new() { Collision = Client.Datasets.CollisionPolicy.Overwrite, RelativeTo = relativeTo });
        return
        [
            .. endpoint.Requests.Select(request => request.Query("resumableRelativePath")).OfType<string>().Order(StringComparer.Ordinal),
        ];
    }
}
