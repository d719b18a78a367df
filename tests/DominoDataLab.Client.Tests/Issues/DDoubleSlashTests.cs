using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-DOUBLE-SLASH: a slash at the beginning of a path gave two in the address.</summary>
public sealed class DDoubleSlashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slash_at_the_beginning_is_taken_off_and_one_at_the_end_of_a_folder_stays()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        await Assert.ThrowsAnyAsync<DominoApiException>(() => files.OpenReadAsync("/a b/c.txt", "c1", Ct));
        await Assert.ThrowsAnyAsync<DominoApiException>(() => files.ListAsync("/", "c1", Ct).ToListAsync(Ct).AsTask());
        await Assert.ThrowsAnyAsync<DominoApiException>(() => files.ListAsync("/a b/", "c1", Ct).ToListAsync(Ct).AsTask());
        Assert.Equal(
            [
                $"/api/projects/v1/projects/{RecordedEndpoint.ProjectId}/files/c1/a%20b%2Fc.txt/content",
                "/v1/projects/ada/p/files/c1/",
                "/v1/projects/ada/p/files/c1/a%20b/",
            ],
            server.Requests.Select(request => request.Target).Where(target => target.Contains("/files/", StringComparison.Ordinal))
        );
    }
}
