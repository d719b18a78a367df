using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Files;

public sealed class ContentTests(LocalServerFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_bytes_again_make_no_commit()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("a.txt", "1");
        var head = await project.HeadAsync();
        await project.PutAsync("a.txt", "1");
        Assert.Equal(head, await project.HeadAsync());
        await project.PutAsync("a.txt", "2");
        Assert.NotEqual(head, await project.HeadAsync());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/./x")]
    [InlineData("a//x")]
    [InlineData(".git/config")]
    [InlineData("a/.GIT/config")]
    [InlineData("git~1/config")]
    [InlineData(".git./config")]
    [InlineData(".git::$INDEX_ALLOCATION/x")]
    [InlineData(".g\u200cit/config")]
    [InlineData("nul\0byte")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        var project = await domino.Api.NewProjectAsync();
        var head = await project.HeadAsync();

        // Sent over a plain connection: HttpClient would fold the points away before it sends.
        using var body = new StringContent("x");
        var status = await SendAsync($"PUT {project.Path}/{Uri.EscapeDataString(path)} HTTP/1.1", "Content-Length: 1\r\n\r\nx");
        Assert.StartsWith("HTTP/1.1 400", status, StringComparison.Ordinal);
        Assert.Equal(head, await project.HeadAsync());
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhalf")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")]
    public async Task A_body_that_is_cut_short_becomes_no_commit_and_leaves_nothing(string rest)
    {
        var project = await domino.Api.NewProjectAsync();
        var head = await project.HeadAsync();
        await SendAsync($"PUT {project.Path}/cut.txt HTTP/1.1", rest, endSending: true);
        Assert.Equal(head, await project.HeadAsync());
        Assert.DoesNotContain("cut.txt", await project.FilesAsync());
    }

    [Fact]
    public async Task A_file_where_a_folder_is_and_a_folder_where_a_file_is_are_refused()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("file", "x");
        await project.PutAsync("folder/x", "x");
        foreach (var path in (string[])["file/below", "folder"])
        {
            using var body = new StringContent("y");
            using var reply = await project.PutAsync(path, body);
            Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        }
    }

    [Fact]
    public async Task Listing_a_folder_shows_what_is_below_it()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("a/b/c.txt", "123");
        await project.PutAsync("a/d.txt", "1");
        await project.PutAsync("ab.txt", "");
        var head = await project.HeadAsync();
        Assert.Equal(["a/b/c.txt 3", "a/d.txt 1"], await ListAsync("a"));
        Assert.Equal(["a/b/c.txt 3"], await ListAsync("a/b/"));
        Assert.Equal(["ab.txt 0"], await ListAsync("ab.txt"));
        Assert.Empty(await ListAsync("nothing"));

        async Task<List<string>> ListAsync(string folder) =>
            [
                .. (await domino.Api.GetAsync($"{project.Path}/files/{head}/{folder}"))["data"]!
                    .AsArray()
                    .Select(file => $"{file!["path"]} {file["size"]}"),
            ];
    }

    [Fact]
    public async Task A_fork_has_the_history_and_goes_its_own_way_even_when_its_source_is_archived()
    {
        var source = await domino.Api.NewProjectAsync();
        await source.PutAsync("a.txt", "1");
        await source.PutAsync("a.txt", "2");
        var history = await source.CommitsAsync();
        var reply = await domino.Api.PostAsync(
            $"/v4/projects/{source.Id}/fork",
            new JsonObject { ["name"] = "fork-of-" + source.Path.Split('/')[^1] }
        );
        var fork = new TestProject(domino.Api, domino.Server.UserName, reply["name"]!.GetValue<string>(), reply["id"]!.GetValue<string>());
        Assert.Equal(history, await fork.CommitsAsync());
        await source.PutAsync("late.txt", "source's alone");
        await fork.PutAsync("a.txt", "3");
        Assert.Equal("2", await source.ReadAsync("a.txt"));
        using (var archived = await domino.Api.Http.DeleteAsync(new Uri("/v4/projects/" + source.Id, UriKind.Relative), Ct))
        {
            Assert.Equal(HttpStatusCode.OK, archived.StatusCode);
        }

        Assert.Equal("3", await fork.ReadAsync("a.txt"));
        Assert.Equal("1", await fork.ReadAsync("a.txt", history[1]));
        Assert.DoesNotContain("late.txt", await fork.FilesAsync());
    }

    private async Task<string> SendAsync(string request, string rest, bool endSending = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(domino.Server.Address.Host, domino.Server.Address.Port, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{request}\r\nHost: localhost\r\nConnection: close\r\nX-Domino-Api-Key: {domino.Server.ApiKey}\r\n{rest}"
            ),
            Ct
        );
        if (endSending)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(Ct);
        }
        catch (IOException)
        {
            // The server may cut what was cut.
            return "";
        }
    }
}
