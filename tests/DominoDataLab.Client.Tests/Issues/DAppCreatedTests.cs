using System.Text.Json.Nodes;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-APP-CREATED: the times of a new app were sent as nanoseconds, where servers expect a string.</summary>
public sealed class DAppCreatedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_times_of_a_new_app_are_texts_in_UTC_with_milliseconds()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/modelProducts", "[]");
        server.Answer(
            "POST /v4/modelProducts",
            """{"id":"a1","name":"","projectId":"p","status":"Stopped","created":"2026-03-01T08:05:09.042Z"}"""
        );
        server.Answer("POST /v4/modelProducts/a1/start", "\"v1\"");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 9, 5, 9, 42, TimeSpan.FromHours(1)));
        using var client = server.Connect(clock);
        await client.Project("ada/p").Apps.PublishAsync(cancellationToken: Ct);
        var sent = JsonNode.Parse(server.Only("POST /v4/modelProducts").Text)!;
        Assert.Equal(
            ("\"2026-03-01T08:05:09.042Z\"", "\"2026-03-01T08:05:09.042Z\""),
            (sent["created"]!.ToJsonString(), sent["lastUpdated"]!.ToJsonString())
        );
    }
}
