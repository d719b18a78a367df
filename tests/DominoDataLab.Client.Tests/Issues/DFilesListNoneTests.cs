using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-FILES-LIST-NONE: a list of files without a commit failed with a type error.</summary>
public sealed class DFilesListNoneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_commit_the_newest_is_listed()
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v4/projects/{RecordedEndpoint.ProjectId}/commits/head", """{"id":"c9"}""");
        server.Answer("GET /v1/projects/ada/p/files/c9/", """{"data":[{"path":"a","key":"k","size":1,"lastModified":0}]}""");
        using var client = server.Connect();
        Assert.Equal("a", Assert.Single(await client.Project("ada/p").Files.ListAsync(cancellationToken: Ct).ToListAsync(Ct)).Path);
    }

    [Fact]
    public async Task An_empty_commit_is_refused_before_anything_is_sent()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Project("ada/p").Files.ListAsync("", "", Ct).ToListAsync(Ct).AsTask());
        Assert.Empty(server.Requests);
    }
}
