using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace DominoDataLab.LocalServer.Hosting;

internal static class FeatureServices
{
    /// <summary>Registers routes, which are mapped when the server is built.</summary>
    public static IServiceCollection AddEndpoints<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services
    )
        where T : class, IEndpointGroup =>
        services.AddSingleton<T>().AddSingleton<IEndpointGroup>(provider => provider.GetRequiredService<T>());
}
