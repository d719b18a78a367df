using DominoDataLab.Conformance;

namespace DominoDataLab.Conformance.Tests;

public sealed class ReportTests
{
    private const string OpenApi = """
        { "openapi": "3.0.0", "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": {
          "schema": { "type": "object", "required": ["x"], "properties": { "x": { "type": "string" } } } } } } } } } } }
        """;

    private static readonly Deviation Listed = new("GET /a", "reply 200 $.x", "required", "Domino leaves it out.");

    [Fact]
    public void Only_a_run_whose_deviations_are_just_the_listed_ones_is_clean()
    {
        Assert.True(Run([], Reply("""{"x": "1"}""")).IsClean);
        Assert.False(Run([], Reply("{}")).IsClean);
        Assert.True(Run([Listed], Reply("{}")).IsClean);
        Assert.True(Run([Listed with { Operation = "*", At = "reply 200 *" }], Reply("{}")).IsClean);
        Assert.False(Run([Listed with { Kind = "enum" }], Reply("{}")).IsClean);
    }

    [Fact]
    public void A_listed_deviation_that_no_longer_happens_is_not_clean_and_is_named()
    {
        var report = Run([Listed], Reply("""{"x": "1"}"""));
        Assert.False(report.IsClean);
        Assert.Contains(
            "no longer happening: take them out of the file:\n  GET /a: reply 200 $.x: required",
            Text(report),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Failures_asked_for_refused_requests_and_further_fields_are_no_deviations_and_are_counted()
    {
        var report = Run(
            [new("GET /a", "reply 400", "status", "Not described.")],
            Reply("{}") with
            {
                Injected = true,
            },
            Reply("""{"x": "1", "y": 2}"""),
            Reply("{}") with
            {
                Query = "wrong=1",
                Status = 400,
            },
            Reply("{}") with
            {
                Path = "/b/5c1",
            },
            Reply("{}") with
            {
                Status = 501,
            }
        );
        Assert.True(report.IsClean);
        var text = Text(report);
        Assert.Contains("GET /a: reply 200 $.y (1)", text, StringComparison.Ordinal);
        Assert.Contains("GET /b/{} (1)", text, StringComparison.Ordinal);
        Assert.Contains(
            "exchanges: 5, of them failures asked for: 1, of routes not described: 1 (1 routes), not served: 1",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("requests checked: 2, of them wrong and refused: 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_request_that_was_accepted_is_a_deviation() =>
        Assert.False(Run([], Reply("""{"x": "1"}""") with { Query = "wrong=1" }).IsClean);

    private static Report Run(Deviation[] listed, params Exchange[] exchanges)
    {
        var report = new Report(new ExchangeChecker([new Description(OpenApi)]), listed);
        Array.ForEach(exchanges, report.Add);
        return report;
    }

    private static string Text(Report report)
    {
        using var text = new StringWriter { NewLine = "\n" };
        report.Write(text);
        return text.ToString();
    }

    private static Exchange Reply(string body) =>
        new(
            "GET",
            "/a",
            "",
            "domino-dotnet/1.0",
            new Message(null, 0, null),
            200,
            false,
            new Message("application/json", body.Length, body)
        );
}
