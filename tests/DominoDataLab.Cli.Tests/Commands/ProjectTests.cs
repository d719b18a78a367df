using System.Text.Json;

namespace DominoDataLab.Cli.Tests.Commands;

public sealed class ProjectTests(ToolFixture tool)
{
    [Fact]
    public async Task Create_makes_the_project_and_prints_it()
    {
        var created = await tool.RunAsync("project", "create", "made-by-tool", "--description", "Größe 'x'", "-o", "json");
        Assert.Equal(nameof(ExitCode.Success), created.ExitCode);
        Assert.Equal("ada", created.Json.GetProperty("owner").GetString());
        Assert.Equal("made-by-tool", created.Json.GetProperty("name").GetString());
        var found = await tool.Client.Projects.FindAsync("ada", "made-by-tool", TestContext.Current.CancellationToken);
        Assert.Equal(found!.Id, created.Json.GetProperty("id").GetString());
        Assert.Equal("Größe 'x'", found.Description);
    }

    [Fact]
    public async Task Create_of_a_name_that_is_taken_is_a_conflict()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("project", "create", project.Split('/')[1]);
        Assert.Equal(nameof(ExitCode.Conflict), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith($"domino: ada already has a project '{project.Split('/')[1]}'. (http", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Private")]
    [InlineData("public", "Public")]
    [InlineData("searchable", "Searchable")]
    public async Task Only_its_collaborators_see_a_project_unless_asked(string? given, string expected)
    {
        string[] visibility = given is null ? [] : ["--visibility", given];
        var run = await tool.RunAsync(["project", "create", $"seen-{expected}", .. visibility, "-o", "json"]);
        Assert.Equal((nameof(ExitCode.Success), expected), (run.ExitCode, run.Json.GetProperty("visibility").GetString()));
    }

    [Fact]
    public async Task List_prints_one_document_with_every_project()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("project", "list", "--output", "json");
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal(JsonValueKind.Array, run.Json.ValueKind);
        Assert.Contains(run.Json.EnumerateArray(), row => $"{row.GetProperty("owner")}/{row.GetProperty("name")}" == project);
    }

    [Fact]
    public async Task List_prints_a_table_whose_columns_line_up()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("project", "list");
        Assert.Matches("^ID +PROJECT +VISIBILITY +DESCRIPTION$", run.Lines[0]);
        var column = run.Lines[0].IndexOf("PROJECT", StringComparison.Ordinal);
        Assert.Contains(run.Lines, line => line.AsSpan(column).StartsWith(project + " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_terminal_no_line_is_longer_than_it_is_wide()
    {
        await tool.NewProjectAsync();
        var run = await ToolRun.StartAsync(["project", "list"], tool.ToConnect() with { Width = 30 });
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 1, 30));
        Assert.EndsWith("…", run.Lines[1], StringComparison.Ordinal);
    }
}
