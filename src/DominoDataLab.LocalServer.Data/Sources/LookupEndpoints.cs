using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Looks up data sources by name.</summary>
internal sealed class LookupEndpoints(SourceAccess access, UserStore users) : IEndpointGroup
{
    public const string Root = "/v4/datasource/name/";

    public void Map(IEndpointRouteBuilder app) => app.MapGet(Root + "{**name}", GetAsync);

    private Task GetAsync(HttpContext context)
    {
        var source = access.ByName(Name(context), context.Caller());
        return Reply.JsonAsync(context, SourceJson.ToJson(source, users.FindById(source.OwnerId)!));
    }

    /// <summary>
    /// All that follows is the name: some clients send a slash in a name as it is, others escape it.
    /// </summary>
    private static string Name(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return Uri.UnescapeDataString(path[(path.IndexOf(Root, StringComparison.OrdinalIgnoreCase) + Root.Length)..]);
    }
}
