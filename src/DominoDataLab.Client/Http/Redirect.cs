using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>Finds the target of a redirect and checks if it may be followed.</summary>
internal static class Redirect
{
    /// <summary>Gets the target of a redirect, or null if the response is not a redirect to a web address.</summary>
    public static Uri? Target(HttpResponseMessage reply, Uri from) =>
        reply.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && reply.Headers.Location is { } location
        && Uri.TryCreate(from, location, out var target)
        && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps)
            ? target
            : null;

    /// <summary>true if the verb and the body stay, or a bare GET follows; otherwise, false.</summary>
    public static bool KeepsVerb(HttpStatusCode status, HttpMethod method) =>
        status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect || IsRead(method);

    public static bool IsRead(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head;

    /// <summary>
    /// true if both addresses have the same scheme, host and port: a credential belongs to one such origin; otherwise, false.
    /// </summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && one.Port == other.Port
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// true if the address is that of a page to log in at: Domino's own, or its identity provider's; otherwise, false. A project may be
    /// called "login", so that its first part decides.
    /// </summary>
    public static bool IsLogin(Uri address) =>
        address.Segments.ElementAtOrDefault(1)?.TrimEnd('/').ToUpperInvariant()
            is "LOGIN"
                or "RELOGIN"
                or "SIGNIN"
                or "SIGN-IN"
                or "SSO"
                or "AUTH"
        || address.AbsolutePath.Contains("/protocol/openid-connect/", StringComparison.OrdinalIgnoreCase)
        || address.AbsolutePath.Contains("/protocol/saml", StringComparison.OrdinalIgnoreCase);
}
