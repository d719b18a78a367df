using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-OWNER-NULL: an unknown owner was sent as null, and the project got another owner.</summary>
public sealed class DOwnerNullTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_owner_is_an_error_and_no_project_is_created()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /version", """{"version":"6.2.0","buildId":"1"}""");
        server.Answer("GET /v4/users?userName=nobody", "[]");
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", Owner = "nobody" }, Ct)
        );
        Assert.Equal(("user", "nobody"), (error.Kind, error.Name));
        Assert.DoesNotContain(server.Requests, request => request.Method == "POST");
    }
}
