using System.Net;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-REDIRECT-POST: a redirected POST was repeated as GET, and a login page looked like success.</summary>
public sealed class DRedirectPostTests
{
    private const string LoginPage = "<html><head><title>Log in to Domino</title></head></html>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(301, "/login")]
    [InlineData(302, "/login?redirectPath=%2Fproject")]
    [InlineData(303, "/auth/realms/DominoRealm/protocol/openid-connect/auth?client_id=domino-play")]
    [InlineData(303, "/realms/DominoRealm/protocol/openid-connect/auth?x=1")]
    [InlineData(307, "/login")]
    public async Task A_write_that_is_sent_on_to_a_login_page_is_an_error_that_says_so(int status, string location)
    {
        await using var endpoint = new RawEndpoint(request =>
            request.Method == "GET" ? RawReply.Html(LoginPage) : RawReply.Redirect(status, location)
        );
        using var client = endpoint.Connect();
        foreach (
            var write in new Func<Task>[]
            {
                () => client.Projects.CreateByFormAsync("p", cancellationToken: Ct),
                () => client.Projects.ForkAsync("i", "n", Ct),
                () => client.Projects.ArchiveAsync("i", Ct),
            }
        )
        {
            var error = await Assert.ThrowsAsync<DominoApiException>(write);
            Assert.Equal(status, (int)error.StatusCode);
            Assert.Contains("a page to log in at", error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(endpoint.Requests, request => request.Method == "GET");
    }

    [Fact]
    public async Task A_page_that_a_form_leads_to_may_itself_send_the_user_to_the_login()
    {
        await using var endpoint = new RawEndpoint(request =>
            request.Method == "POST" ? RawReply.Redirect(303, "/u/o/p/overview") : RawReply.Redirect(303, "/login")
        );
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.CreateByFormAsync("p", cancellationToken: Ct));
        Assert.Contains("a page to log in at", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(303)]
    [InlineData(307)]
    public async Task A_write_is_sent_on_to_no_other_host(int status)
    {
        await using var stranger = new RawEndpoint(_ => RawReply.Html("<html/>"));
        await using var endpoint = new RawEndpoint(_ => RawReply.Redirect(status, stranger.Address + "/x"));
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.CreateByFormAsync("p", cancellationToken: Ct));
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Contains(stranger.Address, error.Message, StringComparison.Ordinal);
        Assert.Empty(stranger.Requests);
    }

    [Theory]
    [InlineData("/u/o/p/overview")]
    [InlineData("/u/o/login/overview")] // a project may be called so
    public async Task A_form_that_leads_to_the_project_s_page_is_a_success(string page)
    {
        await using var endpoint = new RawEndpoint(request =>
            request.Method == "POST" ? RawReply.Redirect(303, page) : RawReply.Html("<html><title>p</title></html>")
        );
        using var client = endpoint.Connect();
        await client.Projects.CreateByFormAsync("p", cancellationToken: Ct);
        Assert.Equal(["POST /project", "GET " + page], endpoint.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal(("projectName=p", "nocheck"), (endpoint.Requests[0].Text, endpoint.Requests[0].Header("Csrf-Token")));
        Assert.Empty(endpoint.Requests[1].Body);
    }

    [Fact]
    public async Task A_form_that_fails_says_so_in_Play_s_flash_cookie()
    {
        await using var endpoint = new RawEndpoint(_ =>
            RawReply.Redirect(
                303,
                "/new",
                ("Set-Cookie", "other=1; Path=/"),
                ("Set-Cookie", "PLAY_FLASH=\"success=&error=The+name+%22p%22+is+taken\"; Path=/; HTTPOnly")
            )
        );
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Projects.CreateByFormAsync("p", cancellationToken: Ct));
        Assert.Equal((HttpStatusCode.SeeOther, "The name \"p\" is taken"), (error.StatusCode, error.ServerMessage));
    }

    [Fact]
    public async Task A_login_page_in_place_of_an_answer_is_an_error()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Html(LoginPage));
        using var client = endpoint.Connect();
        foreach (
            var call in new Func<Task>[]
            {
                () => client.Projects.CreateByFormAsync("p", cancellationToken: Ct),
                () => client.GetVersionAsync(Ct),
                () => client.Projects.ArchiveAsync("i", Ct),
            }
        )
        {
            var error = await Assert.ThrowsAsync<DominoApiException>(call);
            Assert.Equal((HttpStatusCode.OK, "Log in to Domino"), (error.StatusCode, error.ServerMessage));
            Assert.Contains("the login page if the credential has expired", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_download_that_is_sent_on_to_the_login_page_is_not_taken_for_the_file()
    {
        await using var endpoint = new RawEndpoint(request =>
            request.Target == "/login" ? RawReply.Html(LoginPage) : RawReply.Redirect(302, "/login")
        );
        using var client = endpoint.Connect();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.Project("o/p").Files.OpenBlobAsync(new string('a', 40), Ct));
        Assert.Contains("a page to log in at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_that_keeps_the_verb_keeps_the_body()
    {
        await using var endpoint = new RawEndpoint(request =>
            request.Target == "/project" ? RawReply.Redirect(308, "/moved") : RawReply.Json("{}")
        );
        using var client = endpoint.Connect();
        await client.Projects.CreateByFormAsync("p", cancellationToken: Ct);
        Assert.Equal(["POST projectName=p", "POST projectName=p"], endpoint.Requests.Select(request => $"{request.Method} {request.Text}"));
    }
}
