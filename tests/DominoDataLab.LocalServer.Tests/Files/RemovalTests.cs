using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Files;

public sealed class RemovalTests(LocalServerFixture domino)
{
    [Fact]
    public async Task A_file_or_folder_is_removed_in_a_commit_and_is_still_in_the_one_before()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("a/b.txt", "1");
        await project.PutAsync("c.txt", "1");
        var before = await project.HeadAsync();
        await domino.Api.PostAsync("/v4/files/removeFile", Body(project, ("pathToRemove", "c.txt")));
        await domino.Api.PostAsync("/v4/files/removeFile", Body(project, ("pathToRemove", "/a/")));
        Assert.Equal([".dominoignore"], await project.FilesAsync());
        Assert.Equal(before, (await project.CommitsAsync())[2]);
        Assert.Equal(3, (await domino.Api.GetAsync($"{project.Path}/files/{before}/"))["data"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/v4/files/removeFile", """{"pathToRemove":"missing"}""")]
    [InlineData("/v4/files/removeFile", """{"pathToRemove":"../x"}""")]
    [InlineData("/v4/files/removeFile", """{"pathToRemove":""}""")]
    [InlineData("/v4/files/removeFile", """{}""")]
    [InlineData("/v4/files/removeFiles", """{"paths":[]}""")]
    [InlineData("/v4/files/removeFiles", """{"paths":"a"}""")]
    [InlineData("/v4/files/removeFiles", """{"paths":["a",1]}""")]
    [InlineData("/v4/files/removeFiles", """{"paths":["a","missing"]}""")]
    [InlineData("/v4/files/moveFileOrFolder", """{"originPath":"a","targetPath":"../b","isDirectory":false}""")]
    [InlineData("/v4/files/moveFileOrFolder", """{"originPath":"a","targetPath":".git/b","isDirectory":false}""")]
    [InlineData("/v4/files/moveFileOrFolder", """{"originPath":"a","targetPath":"b"}""")]
    [InlineData("/v4/files/moveFileOrFolder", """{"originPath":"a","targetPath":"b","isDirectory":true}""")]
    public async Task What_can_not_be_done_is_refused_and_nothing_changes(string route, string body)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("a", "1");
        var head = await project.HeadAsync();
        var request = Body(project);
        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        var error = await Assert.ThrowsAsync<RefusedException>(() => domino.Api.PostAsync(route, request));
        Assert.Equal(HttpStatusCode.BadRequest, error.Status);
        Assert.Equal(head, await project.HeadAsync());
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_not_found()
    {
        var error = await Assert.ThrowsAsync<RefusedException>(() =>
            domino.Api.PostAsync(
                "/v4/files/removeFiles",
                new JsonObject
                {
                    ["ownerUsername"] = "nobody",
                    ["projectName"] = "nothing",
                    ["paths"] = new JsonArray("a"),
                }
            )
        );
        Assert.Equal(HttpStatusCode.NotFound, error.Status);
    }

    private static JsonObject Body(TestProject project, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var names = project.Path.Split('/');
        var body = new JsonObject { ["ownerUsername"] = names[^2], ["projectName"] = names[^1] };
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }
}
