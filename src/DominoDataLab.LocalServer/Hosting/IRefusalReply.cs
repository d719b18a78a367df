using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>
/// Answers requests of one area that <see cref="RequestGuard"/> refuses, where that area needs another answer than the usual one.
/// </summary>
internal interface IRefusalReply
{
    /// <summary>Answers the request if it is one of the area.</summary>
    /// <param name="context">The request. Nothing of the response is written yet.</param>
    /// <param name="status">401 without a valid credential, 403 for a host name that the server does not answer to.</param>
    /// <param name="reason">The reason, for the sender.</param>
    /// <returns>true if the request is answered; otherwise, false.</returns>
    Task<bool> TryAnswerAsync(HttpContext context, int status, string reason);
}
