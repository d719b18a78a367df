using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Tags and comments of jobs as Domino's routes write them.</summary>
internal static class JobNoteJson
{
    public static JsonObject Tag(JobTagRow tag, string projectId) =>
        new()
        {
            ["tagId"] = tag.Id,
            ["name"] = tag.Name,
            ["projectId"] = projectId,
            ["createdBy"] = tag.CreatedBy,
            ["createdAt"] = tag.CreatedMs,
        };

    public static JsonObject ShortTag(string id, string name) => new() { ["tagId"] = id, ["name"] = name };

    /// <summary>Writes the thread of a job, which has the job's ID.</summary>
    public static JsonObject Thread(string jobId, List<JobCommentRow> comments) =>
        new()
        {
            ["id"] = jobId,
            ["context"] = new JsonObject { ["commentType"] = "JobCommentThread", ["jobId"] = jobId },
            ["comments"] = comments.ToJsonArray(Comment),
        };

    public static JsonObject Comment(JobCommentRow comment) =>
        new()
        {
            ["commentId"] = comment.Id,
            ["commentBody"] = new JsonObject { ["value"] = comment.Text },
            ["commenter"] = new JsonObject
            {
                ["commenterId"] = comment.UserId,
                ["username"] = comment.UserName,
                ["fullName"] = comment.UserName,
            },
            ["created"] = comment.CreatedMs,
        };
}
