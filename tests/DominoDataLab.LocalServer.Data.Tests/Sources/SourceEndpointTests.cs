using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sources;

public sealed class SourceEndpointTests(DataFixture fixture)
{
    private const string Secret = "not to be seen";
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task No_reply_has_a_secret()
    {
        var name = DataFixture.NewName();
        var source = new JsonObject
        {
            ["name"] = name,
            ["type"] = "MySQLConfig",
            ["config"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = "1" },
            ["credentials"] = new JsonObject { ["username"] = "ada", ["password"] = Secret },
        };
        var (status, created) = await _data.SendAsync(HttpMethod.Post, "/local/datasources", source);
        Assert.Equal(HttpStatusCode.Created, status);
        var (_, list) = await _data.SendAsync(HttpMethod.Get, "/local/datasources");
        var (_, found) = await _data.SendAsync(HttpMethod.Get, "/v4/datasource/name/" + name);
        Assert.Contains(list!.AsArray(), item => (string?)item!["name"] == name);
        Assert.All([created, list, found], reply => Assert.DoesNotContain(Secret, reply!.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("Shared", (string?)found!["dataSourcePermissions"]!["credentialType"]);
        var refusal = await _data.RefusalAsync(name, "SELECT 1");
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_was_deleted_is_gone_and_its_name_is_free()
    {
        using var folder = new TestFolder();
        var name = DataFixture.NewName();
        var first = await _data.CreateAsync(folder, new JsonObject { ["name"] = name });
        var (status, body) = await _data.SendAsync(
            HttpMethod.Post,
            "/local/datasources",
            new JsonObject { ["name"] = name, ["type"] = "VerticaConfig" }
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(name, (string?)body!["message"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await _data.SendAsync(HttpMethod.Delete, "/local/datasources/" + name)).Status);
        Assert.Equal(StatusCode.NotFound, (await _data.RefusalAsync(first, "SELECT 1")).StatusCode);
        Assert.NotEqual(first, await _data.CreateAsync(folder, new JsonObject { ["name"] = name }));
    }

    [Fact]
    public async Task Only_an_administrator_creates_a_source_that_shows_what_the_server_can_read()
    {
        using var folder = new TestFolder();
        foreach (
            var more in new[]
            {
                new JsonObject { ["engine"] = "duckdb", ["path"] = folder.Path },
                new JsonObject
                {
                    ["type"] = "VerticaConfig",
                    ["credentials"] = new JsonObject { ["accessKeyID"] = new JsonObject { ["env"] = "PATH" } },
                },
                new JsonObject { ["type"] = "VerticaConfig", ["owner"] = _data.Server.UserName },
            }
        )
        {
            more["name"] = DataFixture.NewName();
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await _data.SendAsync(HttpMethod.Post, "/local/datasources", more, "collaborator")).Status
            );
        }
    }

    [Fact]
    public async Task A_user_sees_own_and_shared_sources_and_deletes_own_ones_alone()
    {
        var (own, shared, other) = (DataFixture.NewName(), DataFixture.NewName(), DataFixture.NewName());
        await _data.SendAsync(
            HttpMethod.Post,
            "/local/datasources",
            new JsonObject { ["name"] = own, ["type"] = "VerticaConfig" },
            "collaborator"
        );
        await _data.CreateAsync(
            new JsonObject
            {
                ["name"] = shared,
                ["type"] = "VerticaConfig",
                ["shared"] = new JsonArray("collaborator"),
            }
        );
        await _data.CreateAsync(new JsonObject { ["name"] = other, ["type"] = "VerticaConfig" });
        var (_, list) = await _data.SendAsync(HttpMethod.Get, "/local/datasources", user: "collaborator");
        var names = list!.AsArray().Select(item => (string)item!["name"]!).ToList();
        Assert.Contains(own, names);
        Assert.Contains(shared, names);
        Assert.DoesNotContain(other, names);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await _data.SendAsync(HttpMethod.Delete, "/local/datasources/" + shared, user: "collaborator")).Status
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _data.SendAsync(HttpMethod.Delete, "/local/datasources/" + own, user: "collaborator")).Status
        );
    }

    [Fact]
    public async Task A_source_of_a_type_that_the_server_cannot_serve_says_so_when_it_is_queried()
    {
        var source = await _data.CreateAsync(new JsonObject { ["name"] = DataFixture.NewName(), ["type"] = "SnowflakeConfig" });
        var refusal = await _data.RefusalAsync(source, "SELECT 1");
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("this server can't connect to sources of type SnowflakeConfig", refusal.Status.Detail, StringComparison.Ordinal);
        var store = await _data.CreateAsync(new JsonObject { ["name"] = DataFixture.NewName(), ["type"] = "GCSConfig" });
        Assert.Contains("is an object store", (await _data.RefusalAsync(store, "SELECT 1")).Status.Detail, StringComparison.Ordinal);
    }
}
