using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Tags of jobs, by which <see cref="JobQuery.Tag"/> finds them.</summary>
public sealed class JobTagsClient
{
    private const string ListRoute = "GET /v4/jobs/{jobId}/tags";
    private const string ListOfProjectRoute = "GET /v4/jobs/projects/{projectId}/tags";
    private const string AddRoute = "POST /api/jobs/v1/jobs/{jobId}/tags";
    private const string RemoveRoute = "DELETE /api/jobs/v1/jobs/{jobId}/tags/{tagId}";

    private readonly DominoHttp _http;
    private readonly JobsClient _jobs;

    internal JobTagsClient(DominoHttp http, JobsClient jobs) => (_http, _jobs) = (http, jobs);

    /// <summary>A job's tags. <c>GET /v4/jobs/{jobId}/tags</c>; the server does not page them.</summary>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the job was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobTag> ListAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        foreach (
            var tag in await _http
                .GetJsonAsync(ListRoute, [jobId], [], JobNotesJson.Default.ListJobTag, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return tag;
        }
    }

    /// <summary>
    /// The tags that a project's jobs have, each once. <c>GET /v4/jobs/projects/{projectId}/tags</c>; the server does not page them.
    /// </summary>
    /// <param name="projectId">24 hexadecimal digits; see <see cref="Projects.ProjectClient.GetIdAsync"/>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoApiException">404: the project was not found.</exception>
    [Endpoint(ListOfProjectRoute)]
    public async IAsyncEnumerable<JobTag> ListOfProjectAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        foreach (
            var tag in await _http
                .GetJsonAsync(ListOfProjectRoute, [projectId], [], JobNotesJson.Default.ListJobTag, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return tag;
        }
    }

    /// <summary>Puts a tag on a job; if the job has it, nothing changes. <c>POST /api/jobs/v1/jobs/{jobId}/tags</c>.</summary>
    /// <remarks>The job is asked for its project first (<c>GET /v4/jobs/{jobId}</c>).</remarks>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="name">The tag. The first job that gets it makes it.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already exist.</param>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to change it.</exception>
    [Endpoint(AddRoute)]
    public async Task<JobTag> AddAsync(string jobId, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var job = await _jobs.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        var added = (
            await _http
                .SendJsonAsync(
                    AddRoute,
                    [jobId],
                    new AddJobTagBody(job.ProjectId ?? "", name),
                    JobNotesJson.Default.AddJobTagBody,
                    JobNotesJson.Default.AddedJobTag,
                    RetryMode.Safe,
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).Tag;
        return new JobTag
        {
            Id = added.Id,
            Name = added.Name,
            CreatedBy = added.CreatorId,
            CreatedAt = added.CreatedAt,
            ProjectId = job.ProjectId,
        };
    }

    /// <summary>Takes a tag off a job. <c>DELETE /api/jobs/v1/jobs/{jobId}/tags/{tagId}</c>.</summary>
    /// <remarks>The job is asked for its tags first (<c>GET /v4/jobs/{jobId}</c>).</remarks>
    /// <param name="jobId">The job's ID: 24 hexadecimal digits.</param>
    /// <param name="name">The tag's name.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <returns>true if the job had the tag; otherwise, false.</returns>
    /// <exception cref="DominoApiException">404: the job was not found. 403: the user does not have permission to change it.</exception>
    [Endpoint(RemoveRoute)]
    public async Task<bool> RemoveAsync(string jobId, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var job = await _jobs.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        if (job.Tags.FirstOrDefault(tag => tag.Name == name) is not { } found)
        {
            return false;
        }

        await _http
            .SendAndForgetAsync(
                new DominoRequest(RemoveRoute, [jobId, found.Id]) { Query = [("projectId", job.ProjectId)], RetryMode = RetryMode.Never },
                cancellationToken
            )
            .ConfigureAwait(false);
        return true;
    }
}

internal sealed record AddJobTagBody(string ProjectId, string TagName);

internal sealed record AddedJobTag(PublicJobTag Tag);

internal sealed record PublicJobTag(string Id, string Name, string? CreatorId, DateTimeOffset? CreatedAt);

/// <summary>The JSON of tags and comments.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<JobTag>))]
[JsonSerializable(typeof(AddJobTagBody))]
[JsonSerializable(typeof(AddedJobTag))]
[JsonSerializable(typeof(CommentThread))]
[JsonSerializable(typeof(AddCommentBody))]
[JsonSerializable(typeof(RemoveCommentBody))]
internal sealed partial class JobNotesJson : JsonSerializerContext;
