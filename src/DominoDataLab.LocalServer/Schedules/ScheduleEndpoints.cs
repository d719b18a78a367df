using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Clusters;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>A project's scheduled jobs.</summary>
internal sealed class ScheduleEndpoints(
    ScheduleStore schedules,
    Scheduler scheduler,
    ProjectGuard projects,
    EnvironmentStore environments,
    ProjectSettings settings,
    UserStore users,
    LocalDominoOptions options
) : IEndpointGroup
{
    // What a request may say beside what it must; kept and given back as it came.
    private static readonly string[] Kept =
    [
        "capacityType",
        "computeClusterProperties",
        "mainRepoGitRef",
        "volumeSpecificationOverride",
        "overrideEnvironmentId",
    ];

    public void Map(IEndpointRouteBuilder app)
    {
        const string All = "/v4/projects/{projectId}/scheduledjobs";
        app.MapGet(All, ListAsync);
        app.MapPost(All, CreateAsync);
        app.MapGet(All + "/forRequestingUser", ListForCallerAsync);
        app.MapGet(All + "/{scheduledJobKey}", context => Reply.JsonAsync(context, ToJson(FromId(context))));
        app.MapPut(All + "/{scheduledJobKey}", UpdateAsync);
        app.MapDelete(All + "/{scheduledJobKey}", Delete);
    }

    private JsonObject ToJson(ScheduleRow row) => ScheduleJson.Schedule(row, options.HardwareTiers);

    private ScheduleRow FromId(HttpContext context)
    {
        var project = projects.FromId(context);
        var id = context.Route("scheduledJobKey");
        return schedules.Find(id) is { } found && found.ProjectId == project.Id
            ? found
            : throw DomainException.NotFound($"The scheduled job with the ID '{id}' was not found in this project.");
    }

    /// <summary>Gets a schedule that the caller may change: their own, or any as an owner of the project.</summary>
    private ScheduleRow Changeable(HttpContext context)
    {
        var row = FromId(context);
        return MayChange(context.Caller(), projects.AccessOf(context.Caller(), projects.FromId(context)), row)
            ? row
            : throw DomainException.Forbidden("Only owners of the project can change or delete another user's scheduled job.");
    }

    private static bool MayChange(UserRow caller, ProjectAccess access, ScheduleRow row) =>
        access == ProjectAccess.Own || (access == ProjectAccess.Contribute && row.UserId == caller.Id);

    private Task ListAsync(HttpContext context) => Reply.ListAsync(context, schedules.OfProject(projects.FromId(context).Id), ToJson);

    private Task ListForCallerAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var access = projects.AccessOf(context.Caller(), project);
        return Reply.ListAsync(
            context,
            schedules.OfProject(project.Id),
            row => new JsonObject { ["scheduledJob"] = ToJson(row), ["canEdit"] = MayChange(context.Caller(), access, row) }
        );
    }

    private async Task CreateAsync(HttpContext context)
    {
        var project = projects.FromId(context);
        var body = await context.JsonBodyAsync();
        var definition = Checked(context, body);
        var row = new ScheduleRow(
            Ids.New(),
            project.Id,
            definition,
            OwnerOf(context, body),
            "",
            options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
            scheduler.Next(definition)
        );
        schedules.Add(row);
        scheduler.Look();
        await Reply.JsonAsync(context, ToJson(schedules.Find(row.Id)!));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var row = Changeable(context);
        var body = await context.JsonBodyAsync();
        var definition = Checked(context, body);
        schedules.Update(row with { Definition = definition, UserId = OwnerOf(context, body, row), DueMs = scheduler.Next(definition) });
        scheduler.Look();
        await Reply.JsonAsync(context, ToJson(schedules.Find(row.Id)!));
    }

    private Task Delete(HttpContext context)
    {
        schedules.Delete(Changeable(context).Id);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Gets the user with whose rights the jobs run: the caller, unless an administrator names another user, or an owner of the project
    /// changes another user's schedule and leaves it theirs.
    /// </summary>
    private string OwnerOf(HttpContext context, JsonObject body, ScheduleRow? existing = null)
    {
        var id = body.RequiredText("scheduledByUserId");
        return users.FindById(id) is null ? throw DomainException.Invalid($"The user with the ID '{id}' was not found.")
            : id == context.Caller().Id || context.Caller().IsAdministrator || existing?.UserId == id ? id
            : throw DomainException.Forbidden("Only an administrator can schedule jobs for another user.");
    }

    private JsonObject Checked(HttpContext context, JsonObject body)
    {
        var schedule = body["schedule"] as JsonObject ?? throw DomainException.Invalid("'schedule' must be an object with 'cronString'.");
        var cron = schedule.RequiredText("cronString");
        var zone = body.RequiredText("timezoneId");
        try
        {
            if (QuartzCron.Parse(cron).Next(options.TimeProvider.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)) is null)
            {
                throw DomainException.Invalid($"'{cron}' never fires.");
            }
        }
        catch (FormatException e)
        {
            throw DomainException.Invalid(e.Message);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw DomainException.Invalid($"Invalid time zone '{zone}'. Use a name that this machine knows, such as Europe/Paris or UTC.");
        }

        var tier = body.RequiredText("hardwareTierIdentifier");
        if (options.HardwareTiers.All(known => known.Id != tier))
        {
            throw DomainException.Invalid(
                $"The hardware tier with the ID '{tier}' was not found. Use one of "
                    + $"{string.Join(", ", options.HardwareTiers.Select(known => known.Id))}."
            );
        }

        _ = ClusterSpec.Of(body, options.HardwareTiers);
        if (body.Text("publishModelId") is not null)
        {
            throw DomainException.Invalid("This local server publishes no model after a scheduled job; leave 'publishModelId' out.");
        }

        var definition = new JsonObject
        {
            ["title"] = body.RequiredText("title"),
            ["command"] = body.RequiredText("command"),
            ["schedule"] = new JsonObject { ["cronString"] = cron, ["isCustom"] = schedule.Flag("isCustom") ?? true },
            ["timezoneId"] = zone,
            ["isPaused"] = Required(body, "isPaused"),
            ["allowConcurrentExecution"] = Required(body, "allowConcurrentExecution"),
            ["hardwareTierIdentifier"] = tier,
            ["environmentRevisionSpec"] = RevisionOf(context, body),
            ["notifyOnCompleteEmailAddresses"] =
                body["notifyOnCompleteEmailAddresses"] is JsonArray addresses
                && addresses.All(address => address is JsonValue value && value.TryGetValue<string>(out _))
                    ? addresses.DeepClone()
                    : throw DomainException.Invalid("'notifyOnCompleteEmailAddresses' must be an array of strings."),
        };
        foreach (var name in Kept.Concat(ScheduleJson.DataConfig).Where(name => body[name] is not null))
        {
            definition[name] = body[name]!.DeepClone();
        }

        return definition;
    }

    private static bool Required(JsonObject body, string name) => body.Flag(name) ?? throw DomainException.Invalid($"'{name}' is missing.");

    private JsonNode RevisionOf(HttpContext context, JsonObject body)
    {
        var environment = body.Text("overrideEnvironmentId") is { Length: > 0 } id
            ? environments.Usable(context.Caller(), id)
            : settings.DefaultEnvironment(context.Route("projectId"), environments);
        var spec =
            RevisionSpec.Read(body, "environmentRevisionSpec") ?? throw DomainException.Invalid("'environmentRevisionSpec' is missing.");
        _ = environments.Chosen(environment, spec);
        return RevisionSpec.ToJson(spec);
    }
}
