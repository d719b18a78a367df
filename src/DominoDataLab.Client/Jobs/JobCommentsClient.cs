using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Comments on jobs.</summary>
public sealed class JobCommentsClient
{
    private const string ListRoute = "GET /v4/jobs/{jobId}/comments";
    private const string AddRoute = "POST /v4/jobs/{jobId}/comment";
    private const string RemoveRoute = "DELETE /v4/jobs/{jobId}/comment/{threadId}";

    private readonly DominoHttp _http;

    internal JobCommentsClient(DominoHttp http) => _http = http;

    /// <summary>A job's comments, the oldest first. <c>GET /v4/jobs/{jobId}/comments</c>; the server does not page them.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobComment> ListAsync(
        string jobId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var comment in (await ThreadAsync(jobId, cancellationToken).ConfigureAwait(false)).Comments)
        {
            yield return comment.ToComment();
        }
    }

    /// <summary>Comments a job. <c>POST /v4/jobs/{jobId}/comment</c>.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="text">The comment.</param>
    /// <param name="cancellationToken">A token to cancel the request. The comment may already exist.</param>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to comment it.</exception>
    [Endpoint(AddRoute)]
    public async Task<JobComment> AddAsync(string jobId, string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var thread = await _http
            .SendJsonAsync(
                AddRoute,
                [jobId],
                new AddCommentBody(text),
                JobNotesJson.Default.AddCommentBody,
                JobNotesJson.Default.CommentThread,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
        return thread.Comments.FindLast(comment => comment.CommentBody.Value == text)?.ToComment()
            ?? throw new DominoException(
                $"{AddRoute}: the server's reply does not have the comment. List the comments before you send it again."
            );
    }

    /// <summary>Removes a comment. <c>DELETE /v4/jobs/{jobId}/comment/{threadId}</c>.</summary>
    /// <remarks>The thread is looked up first (<c>GET /v4/jobs/{jobId}/comments</c>).</remarks>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="commentId">The comment.</param>
    /// <param name="cancellationToken">A token to cancel the request. The comment may already be deleted.</param>
    /// <exception cref="DominoApiException">404: the job or comment was not found. 403: the comment belongs to another user.</exception>
    [Endpoint(RemoveRoute)]
    public async Task RemoveAsync(string jobId, string commentId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commentId);
        var thread = await ThreadAsync(jobId, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                RemoveRoute,
                [jobId, thread.Id],
                new RemoveCommentBody(commentId),
                JobNotesJson.Default.RemoveCommentBody,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private Task<CommentThread> ThreadAsync(string jobId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return _http.GetJsonAsync(ListRoute, [jobId], [], JobNotesJson.Default.CommentThread, cancellationToken);
    }
}

/// <summary>A comment on a job.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Text">The text of the comment.</param>
/// <param name="AuthorId">Id of the user who wrote it.</param>
/// <param name="AuthorName">The name of that user.</param>
/// <param name="CreatedAt">When.</param>
public sealed record JobComment(string Id, string Text, string AuthorId, string AuthorName, DateTimeOffset CreatedAt);

internal sealed record CommentThread(string Id, List<CommentEntry> Comments);

internal sealed record CommentEntry(string CommentId, CommentContent CommentBody, Commenter Commenter, long Created)
{
    public JobComment ToComment() =>
        new(CommentId, CommentBody.Value, Commenter.CommenterId, Commenter.Username, DateTimeOffset.FromUnixTimeMilliseconds(Created));
}

internal sealed record CommentContent(string Value);

internal sealed record Commenter(string CommenterId, string Username);

internal sealed record AddCommentBody(string Comment);

internal sealed record RemoveCommentBody(string CommentId);
