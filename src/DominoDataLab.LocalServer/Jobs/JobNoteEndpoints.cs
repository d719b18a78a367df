using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Tags and comments of jobs. A job has one thread of comments, which bears the job's id.</summary>
internal sealed class JobNoteEndpoints(RequestedJob jobs, JobNotes notes, ProjectStore projects, ProjectGuard access) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v4/jobs/{jobId}/tags", ListTagsAsync);
        app.MapPost("/v4/jobs/{jobId}/tag", TagAsync);
        app.MapDelete("/v4/jobs/{jobId}/tag", UntagAsync);
        app.MapPost("/api/jobs/v1/jobs/{jobId}/tags", PublicTagAsync);
        app.MapDelete("/api/jobs/v1/jobs/{jobId}/tags/{tagId}", PublicUntagAsync);
        app.MapGet("/v4/jobs/projects/{projectId}/tags", ListProjectTagsAsync);
        app.MapGet("/v4/jobs/{jobId}/comments", ThreadAsync);
        app.MapGet("/v4/jobs/{jobId}/allComments", ListThreadsAsync);
        app.MapPost("/v4/jobs/{jobId}/comment", CommentAsync);
        app.MapDelete("/v4/jobs/{jobId}/comment/{threadId}", RemoveCommentAsync);
    }

    private Task ListTagsAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        return Reply.ListAsync(context, notes.Tags(job.Id), tag => JobNoteJson.Tag(tag, job.ProjectId));
    }

    private Task ListProjectTagsAsync(HttpContext context) =>
        Reply.ListAsync(context, notes.TagsOfProject(access.FromId(context).Id), tag => JobNoteJson.ShortTag(tag.Id, tag.Name));

    private async Task TagAsync(HttpContext context)
    {
        var tag = await AddAsync(context);
        await Reply.JsonAsync(context, JobNoteJson.ShortTag(tag.Id, tag.Name));
    }

    private async Task PublicTagAsync(HttpContext context)
    {
        var tag = await AddAsync(context);
        await Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["tag"] = new JsonObject
                {
                    ["id"] = tag.Id,
                    ["name"] = tag.Name,
                    ["createdAt"] = DateTimeOffset.FromUnixTimeMilliseconds(tag.CreatedMs).UtcDateTime,
                    ["creatorId"] = tag.CreatedBy,
                },
                ["metadata"] = Reply.Metadata(context),
            }
        );
    }

    private async Task UntagAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        var body = await context.JsonBodyAsync();
        MustBeIn(job, body.RequiredText("projectId"));
        var tag = notes.Untag(job.Id, body.RequiredText("tagId"));
        await Reply.JsonAsync(context, JobNoteJson.ShortTag(tag.Id, tag.Name));
    }

    private Task PublicUntagAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        MustBeIn(job, context.Request.Query["projectId"].ToString());
        notes.Untag(job.Id, context.Route("tagId"));
        return Reply.JsonAsync(context, new JsonObject { ["success"] = true, ["metadata"] = Reply.Metadata(context) });
    }

    private async Task<JobTagRow> AddAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        var body = await context.JsonBodyAsync();
        MustBeIn(job, body.RequiredText("projectId"));
        return notes.Tag(job.Id, job.ProjectId, body.RequiredText("tagName"), context.Caller().Id);
    }

    private static void MustBeIn(JobRow job, string projectId)
    {
        if (job.ProjectId != projectId)
        {
            throw DomainException.Invalid($"The job {job.Id} is not one of the project '{projectId}'.");
        }
    }

    private Task ThreadAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        return Reply.JsonAsync(context, JobNoteJson.Thread(job.Id, notes.Comments(job.Id)));
    }

    private Task ListThreadsAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        return Reply.JsonAsync(
            context,
            notes.Comments(job.Id).Count == 0 ? new JsonArray() : new JsonArray(JobNoteJson.Thread(job.Id, notes.Comments(job.Id)))
        );
    }

    private async Task CommentAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        notes.Comment(job.Id, context.Caller().Id, (await context.JsonBodyAsync()).RequiredText("comment"));
        await Reply.JsonAsync(context, JobNoteJson.Thread(job.Id, notes.Comments(job.Id)));
    }

    private async Task RemoveCommentAsync(HttpContext context)
    {
        var job = jobs.FromRoute(context);
        var id = (await context.JsonBodyAsync()).RequiredText("commentId");
        var comment =
            (context.Route("threadId") == job.Id ? notes.Comments(job.Id).Find(comment => comment.Id == id) : null)
            ?? throw DomainException.NotFound($"The comment '{id}' was not found in the thread '{context.Route("threadId")}' of this job.");
        if (comment.UserId != context.Caller().Id && access.AccessOf(context.Caller(), projects.ById(job.ProjectId)) < ProjectAccess.Own)
        {
            throw DomainException.Forbidden($"The comment is {comment.UserName}'s; only they and the project's owners can remove it.");
        }

        notes.RemoveComment(id);
        await Reply.JsonAsync(context, JobNoteJson.Comment(comment));
    }
}
