using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Jobs;

/// <summary>An entry of dominostats.json that cannot be shown is left out and named. It costs neither the others nor the results.</summary>
public sealed class StatisticsTests(LocalServerFixture domino)
{
    [Theory]
    [InlineData("""{"good":1,"bad":"a\ud800b"}""", "dominostats.json: 'bad' is left out: its text is not valid Unicode.")]
    [InlineData("""{"good":1,"a\ud800b":2}""", @"dominostats.json: 'a\ud800b' is left out: its name is not valid Unicode.")]
    [InlineData("""{"good":1,"bad":NaN}""", "dominostats.json: 'bad' is left out: NaN is not a number in JSON.")]
    [InlineData("""{"bad":-Infinity,"good":1}""", "dominostats.json: 'bad' is left out: -Infinity is not a number in JSON.")]
    [InlineData("""{"bad":Infinity ,"good":1}""", "dominostats.json: 'bad' is left out: Infinity is not a number in JSON.")]
    [InlineData("""{"bad":2,"good":1,"bad":3}""", "dominostats.json: 'bad' is left out: the name occurs twice.")]
    [InlineData("""{"good":1,"bad":[1]}""", "dominostats.json: 'bad' is left out; only numbers and texts can be shown.")]
    public async Task A_bad_entry_is_left_out_and_named(string content, string line)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("stats.txt", content);
        var job = await project.RunAsync("cp stats.txt dominostats.json\necho kept >ok.txt\n");
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
        Assert.Equal("kept\n", await project.ReadAsync("ok.txt"));
        var shown = Assert.Single(job["dominoStats"]!.AsArray());
        Assert.Equal(("good", "1"), (shown!["name"]!.GetValue<string>(), shown["value"]!.ToString()));
        Assert.Contains(line, await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "prepareoutput"));
    }

    [Theory]
    [InlineData("""{"good":1,"text":"NaN and \"NaN\" stay","more":true}""")]
    public async Task Words_that_look_like_numbers_stay_strings(string content)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("stats.txt", content);
        var job = await project.RunAsync("cp stats.txt dominostats.json\n");
        Assert.Equal(
            ["good", "text", "more"],
            job["dominoStats"]!.AsArray().Select((JsonNode? entry) => entry!["name"]!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData("""{"good":1,""", "it is not valid JSON (line 1, byte 1")]
    [InlineData("[1]", "it must hold one JSON object of names and values")]
    [InlineData("", "it is empty")]
    public async Task What_is_not_JSON_is_said_in_plain_words(string content, string why)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("stats.txt", content);
        var job = await project.RunAsync("cp stats.txt dominostats.json\n");
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());
        var log = await domino.Api.LogAsync(job["id"]!.GetValue<string>(), "prepareoutput");
        var line = Assert.Single(log, line => line.StartsWith("dominostats.json is left out: ", StringComparison.Ordinal));
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Path:", line, StringComparison.Ordinal);
    }
}
