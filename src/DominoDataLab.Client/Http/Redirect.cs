using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>Where a reply sends its request, and whether it may be followed there.</summary>
internal static class Redirect
{
    /// <summary>The address that a reply names, or null if it is no redirect to a web address.</summary>
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

    /// <summary>Whether the verb and the body stay, or a bare GET follows.</summary>
    public static bool KeepsVerb(HttpStatusCode status, HttpMethod method) =>
        status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect || IsRead(method);

    public static bool IsRead(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head;

    /// <summary>Whether both addresses have the same scheme, host and port: a credential belongs to one such origin.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && one.Port == other.Port
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the address is that of a page to log in at: Domino's own, or its identity provider's. A project may be called "login", so that its first part decides.</summary>
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
