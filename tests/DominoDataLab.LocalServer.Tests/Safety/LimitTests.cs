using System.Net;
using System.Text;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>The cost of one request is limited, and no reply can run as a page of the server's origin.</summary>
public sealed class LimitTests(LocalServerFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_JSON_body_over_1_MiB_is_refused_with_the_limit()
    {
        var body = new StringBuilder("{\"a\":[");
        while (body.Length < (1 << 20) + 100)
        {
            body.Append("[],");
        }

        body.Append("[]]}");
        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/json");
        using var reply = await domino.Api.Http.PostAsync(new Uri("/v4/jobs/start", UriKind.Relative), content, Ct);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        Assert.Contains("1 MiB", await reply.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_opened_in_a_browser_cannot_run_scripts()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync("page.html", "<script>fetch('/v4/users/self')</script>");
        var path = $"/api/projects/v1/projects/{project.Id}/files/{await project.HeadAsync()}/page.html/content";
        using var reply = await domino.Api.Http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(["nosniff"], reply.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains("sandbox", Assert.Single(reply.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_accounts_of_the_machine_cannot_enter_the_data_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access control lists instead of modes.");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // A folder that is too open, as older versions made it.
            Chmod(folder.FullName, Mode(folder.FullName) | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            await using (await LocalDomino.StartAsync(new LocalDominoOptions { DataFolder = folder.FullName }, Ct)) { }
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(folder.FullName));
            var database = Path.Combine(folder.FullName, "domino.db");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(database));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static void Chmod(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
