using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Files;

/// <summary>The files of projects and their commits.</summary>
internal sealed class FilesFeature : IServerFeature
{
    public void Register(IServiceCollection services) => services.AddSingleton<ProjectFiles>().AddEndpoints<FileEndpoints>();
}
