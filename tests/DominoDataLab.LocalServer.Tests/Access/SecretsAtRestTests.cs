using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>Secrets are in no file of the data folder as they are.</summary>
public sealed class SecretsAtRestTests : IDisposable
{
    private const string Secret = "hidden-value-4711";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Values_of_variables_are_encrypted_and_reach_jobs_after_a_restart()
    {
        string project;
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            project = await team.ProjectAsync("ada", "secrets");
            await team.PutAsync("ada", "ada", "secrets", "show.sh", "test \"$A$B\" = \"hidden-value-4711hidden-value-4711\"\n");
            await team.SendAsync(
                "ada",
                HttpMethod.Post,
                $"/v4/projects/{project}/environmentVariables",
                new JsonObject { ["name"] = "A", ["value"] = Secret }
            );
            await team.SendAsync("ada", HttpMethod.Put, "/v4/users/environmentVariables", new JsonObject { ["B"] = Secret });
            await team.SendAsync(
                "ada",
                HttpMethod.Post,
                "/api/environments/beta/environments",
                new JsonObject
                {
                    ["name"] = "e",
                    ["visibility"] = "private",
                    ["image"] = "x",
                    ["environmentVariables"] = new JsonArray(new JsonObject { ["key"] = "C", ["value"] = Secret }),
                }
            );
        }

        AssertNowhere();
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            var variables = await team.SendAsync("ada", HttpMethod.Get, $"/v4/projects/{project}/environmentVariables");
            Assert.Equal(Secret, (string?)variables![0]!["value"]);
            var end = await team.EndOfAsync("ada", await team.StartAsync("ada", project, "show.sh"));
            Assert.Equal("Succeeded", (string?)end["statuses"]!["executionStatus"]);
        }

        if (!OperatingSystem.IsWindows())
        {
            var keys = new DirectoryInfo(Path.Combine(_folder.FullName, "secret-keys"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, keys.UnixFileMode);
            Assert.All(keys.GetFiles(), key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode));
        }
    }

    [Fact]
    public async Task Values_that_an_earlier_version_stored_are_encrypted_at_the_first_start()
    {
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            await team.SendAsync("ada", HttpMethod.Put, "/v4/users/environmentVariables", new JsonObject { ["B"] = "x" });
        }

        var database = Path.Combine(_folder.FullName, "domino.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False"))
        {
            await connection.OpenAsync(Ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE user_variables SET value = $value, is_encrypted = 0";
            command.Parameters.AddWithValue("$value", Secret);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }

        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            var variables = await team.SendAsync("ada", HttpMethod.Get, "/v4/users/environmentVariables");
            Assert.Equal(Secret, (string?)variables!["vars"]![0]!["value"]);
            AssertNowhere();
        }
    }

    [Fact]
    public async Task Without_the_key_a_job_says_that_the_server_has_an_error_and_the_log_says_what_to_restore()
    {
        string project;
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            project = await team.ProjectAsync("ada", "secrets");
            await team.SendAsync("ada", HttpMethod.Put, "/v4/users/environmentVariables", new JsonObject { ["B"] = Secret });
        }

        Directory.Delete(Path.Combine(_folder.FullName, "secret-keys"), recursive: true);
        await using (var team = await Team.StartAsync(_folder.FullName))
        {
            await team.SendAsync("ada", HttpMethod.Get, "/v4/users/environmentVariables", expected: 500);
            var end = await team.EndOfAsync("ada", await team.StartAsync("ada", project, "true"));
            Assert.Equal("Error", (string?)end["statuses"]!["executionStatus"]);
        }

        var log = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "logs", "server.log"), Ct);
        Assert.Contains("Restore that folder together with the database", log, StringComparison.Ordinal);
    }

    private void AssertNowhere()
    {
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != "lock"))
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.False(reader.ReadToEnd().Contains(Secret, StringComparison.Ordinal), $"{file.FullName} has it.");
        }
    }
}
