using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Adds, lists and removes the tags of jobs. <see cref="JobQuery.Tag"/> finds jobs by tag.</summary>
public sealed class JobTagsClient
{
    private const string ListRoute = "GET /v4/jobs/{jobId}/tags";
    private const string ListForProjectRoute = "GET /v4/jobs/projects/{projectId}/tags";
    private const string AddRoute = "POST /api/jobs/v1/jobs/{jobId}/tags";
    private const string RemoveRoute = "DELETE /api/jobs/v1/jobs/{jobId}/tags/{tagId}";

    private readonly DominoHttp _http;
    private readonly JobsClient _jobs;

    internal JobTagsClient(DominoHttp http, JobsClient jobs) => (_http, _jobs) = (http, jobs);

    /// <summary>Lists the tags of a job.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}/tags</c>. The server does not page the list.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<JobTag> ListAsync(JobId job, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (
            var tag in await _http
                .GetJsonAsync(ListRoute, [job.ToString()], [], JobNotesJson.Default.ListJobTag, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return tag;
        }
    }

    /// <summary>Lists the tags that the jobs of a project have, each once.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/projects/{projectId}/tags</c>. The server does not page the list.</remarks>
    /// <param name="projectId">The project's ID: 24 hexadecimal digits. See <see cref="Projects.ProjectClient.GetIdAsync"/>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoNotFoundException">The project was not found.</exception>
    [Endpoint(ListForProjectRoute)]
    public async IAsyncEnumerable<JobTag> ListForProjectAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(projectId);
        foreach (
            var tag in await _http
                .GetJsonAsync(ListForProjectRoute, [projectId], [], JobNotesJson.Default.ListJobTag, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return tag;
        }
    }

    /// <summary>Adds a tag to a job. If the job has the tag, nothing changes.</summary>
    /// <remarks>Sends <c>GET /v4/jobs/{jobId}</c> for the job's project, then <c>POST /api/jobs/v1/jobs/{jobId}/tags</c>.</remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="name">The name of the tag. The tag is created if the project does not have it.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be added.</param>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to change the job.</exception>
    [Endpoint(AddRoute)]
    public async Task<JobTag> AddAsync(JobId job, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var found = await _jobs.GetAsync(job, cancellationToken).ConfigureAwait(false);
        var added = (
            await _http
                .SendJsonAsync(
                    AddRoute,
                    [job.ToString()],
                    new AddJobTagBody(found.ProjectId ?? "", name),
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
            ProjectId = found.ProjectId,
        };
    }

    /// <summary>Removes a tag from a job.</summary>
    /// <remarks>
    /// Sends <c>GET /v4/jobs/{jobId}</c> for the ID of the tag, then <c>DELETE /api/jobs/v1/jobs/{jobId}/tags/{tagId}</c>.
    /// </remarks>
    /// <param name="job">The job or its ID.</param>
    /// <param name="name">The name of the tag.</param>
    /// <param name="cancellationToken">A token to cancel the request. The tag may already be removed.</param>
    /// <returns>true if the job had the tag; otherwise, false.</returns>
    /// <exception cref="DominoNotFoundException">The job was not found.</exception>
    /// <exception cref="DominoApiException">403: the user does not have permission to change the job.</exception>
    [Endpoint(RemoveRoute)]
    public async Task<bool> RemoveAsync(JobId job, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var found = await _jobs.GetAsync(job, cancellationToken).ConfigureAwait(false);
        if (found.Tags.FirstOrDefault(tag => tag.Name == name) is not { } tag)
        {
            return false;
        }

        await _http
            .SendAndForgetAsync(
                new DominoRequest(RemoveRoute, [job.ToString(), tag.Id])
                {
                    Query = [("projectId", found.ProjectId)],
                    RetryMode = RetryMode.Never,
                },
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
[JsonSerializable(typeof(DeleteCommentBody))]
internal sealed partial class JobNotesJson : JsonSerializerContext;
