using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Gets the job that a request names, if the caller may do with it what the request does.</summary>
internal sealed class RequestedJob(ProjectGuard projects, JobStore jobs)
{
    public JobRow FromRoute(HttpContext context) => ById(context, context.Route("jobId"));

    public JobRow ById(HttpContext context, string id)
    {
        var job = jobs.Find(id);
        projects.RequireFor(context, job?.ProjectId, $"The job with the ID '{id}' was not found.", visible: ProjectAccess.ViewRuns);
        return job!;
    }
}
