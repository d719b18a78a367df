using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>Adds, lists and deletes comments on jobs.</summary>
public sealed class JobCommentsClient
{
    private const string ListRoute = "GET /v4/jobs/{jobId}/comments";
    private const string AddRoute = "POST /v4/jobs/{jobId}/comment";
    private const string DeleteRoute = "DELETE /v4/jobs/{jobId}/comment/{threadId}";

    private readonly DominoHttp _http;

    internal JobCommentsClient(DominoHttp http) => _http = http;

    /// <summary>Lists the comments on a job, the oldest first.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}/comments</c>. The server does not page the list.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobComment> ListAsync(JobId job, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var comment in (await GetThreadAsync(job, cancellationToken).ConfigureAwait(false)).Comments)
        {
            yield return comment.ToComment();
        }
    }

    /// <summary>Adds a comment to a job.</summary>
    /// <remarks>Sends <c>POST /v4/jobs/{jobId}/comment</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="text">The text of the comment.</param>
    /// <param name="cancellationToken">A token to cancel the request. The comment may already exist.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to comment on the job.</exception>
    [Endpoint(AddRoute)]
    public async Task<JobComment> AddAsync(JobId job, string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var thread = await _http
            .SendJsonAsync(
                AddRoute,
                [job.ToString()],
                new AddCommentBody(text),
                JobNotesJson.Default.AddCommentBody,
                JobNotesJson.Default.CommentThread,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
        return thread.Comments.FindLast(comment => comment.CommentBody.Value == text)?.ToComment()
            ?? throw new DominoException(
                $"Could not add the comment to job {job}: the server's response does not have it. List the"
                    + $" comments before you add it again."
            );
    }

    /// <summary>Deletes a comment.</summary>
    /// <remarks>
    /// Sends <c>GET /v4/jobs/{jobId}/comments</c> for the thread, then <c>DELETE /v4/jobs/{jobId}/comment/{threadId}</c>.
    /// </remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="commentId">The ID of the comment.</param>
    /// <param name="cancellationToken">A token to cancel the request. The comment may already be deleted.</param>
    /// <exception cref="DominoNotFoundException">The job or the comment was not found.</exception>
    /// <exception cref="DominoApiException">403: the comment belongs to another user.</exception>
    [Endpoint(DeleteRoute)]
    public async Task DeleteAsync(JobId job, string commentId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commentId);
        var thread = await GetThreadAsync(job, cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                DeleteRoute,
                [job.ToString(), thread.Id],
                new DeleteCommentBody(commentId),
                JobNotesJson.Default.DeleteCommentBody,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private Task<CommentThread> GetThreadAsync(JobId job, CancellationToken cancellationToken) =>
        _http.GetJsonAsync(ListRoute, [job.ToString()], [], JobNotesJson.Default.CommentThread, cancellationToken);
}

/// <summary>A comment on a job.</summary>
/// <param name="Id">The ID of the comment: 24 hexadecimal digits.</param>
/// <param name="Text">The text of the comment.</param>
/// <param name="AuthorId">The ID of the user who wrote it.</param>
/// <param name="AuthorName">The name of that user.</param>
/// <param name="CreatedAt">The time when it was written.</param>
public sealed record JobComment(string Id, string Text, string AuthorId, string AuthorName, DateTimeOffset CreatedAt);

internal sealed record CommentThread(string Id, List<CommentEntry> Comments);

internal sealed record CommentEntry(
    string CommentId,
    CommentContent CommentBody,
    Commenter Commenter,
    [property: JsonConverter(typeof(InstantConverter))] DateTimeOffset Created
)
{
    public JobComment ToComment() => new(CommentId, CommentBody.Value, Commenter.CommenterId, Commenter.Username, Created);
}

internal sealed record CommentContent(string Value);

internal sealed record Commenter(string CommenterId, string Username);

internal sealed record AddCommentBody(string Comment);

internal sealed record DeleteCommentBody(string CommentId);
