using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-UNQUOTED: values went into addresses as they were, so that some cut or changed them.</summary>
public sealed class DUnquotedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => ["a#b", "a?b", "a&b", "a+b", "%41", "a..b", "...", "a b", "é", "a;b=c", "a\\b", "\""];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_owner_and_a_project_arrive_as_they_were_given(string name)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("[]"));
        using var client = endpoint.Connect();
        await client.Project(name + "/" + name).Files.ListCommitsAsync(Ct).ToListAsync(Ct);
        var segments = Assert.Single(endpoint.Requests).Target.Split('/');
        Assert.Equal(["", "v1", "projects", name, name, "commits"], segments.Select(WebUtility.UrlDecode));
    }

    [Theory]
    [InlineData("o/..")]
    [InlineData("./p")]
    public async Task A_name_that_is_only_dots_is_refused_and_nothing_is_sent(string project)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("[]"));
        using var client = endpoint.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Project(project).Files.ListCommitsAsync(Ct).ToListAsync(Ct).AsTask());
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("?")]
    [MemberData(nameof(Names))]
    public async Task Values_of_a_query_arrive_as_they_were_given(string value)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 404));
        using var client = endpoint.Connect();
        await client.Projects.FindAsync(value, value + "2", Ct);
        var query = Assert.Single(endpoint.Requests).Target.Split('?', 2)[1];
        Assert.Equal(
            [("ownerName", value), ("projectName", value + "2")],
            query.Split('&').Select(pair => (pair.Split('=')[0], WebUtility.UrlDecode(pair.Split('=')[1])))
        );
    }

    [Fact]
    public async Task A_file_s_path_keeps_its_slashes_and_nothing_else_of_it_is_understood_on_the_way()
    {
        await using var endpoint = new RawEndpoint(request =>
            RawReply.Json("""{"path":"p","size":1,"lastModified":0,"key":"0123456789012345678901234567890123456789"}""")
        );
        using var client = endpoint.Connect();
        await client.Project("o/p").Files.UploadAsync([1], "a b/c#d/e?f/%41/+&é.txt", cancellationToken: Ct);
        Assert.Equal("/v1/projects/o/p/a%20b/c%23d/e%3Ff/%2541/%2B%26%C3%A9.txt", Assert.Single(endpoint.Requests).Target);
    }
}
