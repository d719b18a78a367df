using DominoDataLab.Client;
using DominoDataLab.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Domino's client.</summary>
public static class DominoServiceCollectionExtensions
{
    private const string HttpClientName = "DominoDataLab.Client";

    private static readonly string[] Keys =
    [
        "Host",
        "ApiProxy",
        "AuthToken",
        "TokenFile",
        "ApiKey",
        "CertificateAuthorityFile",
        "Timeout",
        "MaxRetries",
        "MaxResponseSizeBytes",
        "VerifyCertificate",
    ];

    /// <summary>
    /// Registers <see cref="DominoClient"/> as a singleton, with all settings from the environment. Wrong ones fail when the host starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The builder of the client's connections, to add handlers to.</returns>
    public static IHttpClientBuilder AddDomino(this IServiceCollection services) => services.AddDomino(static _ => { });

    /// <summary>Registers <see cref="DominoClient"/> as a singleton. Wrong settings fail when the host starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; what it leaves comes from the environment.</param>
    /// <returns>The builder of the client's connections, to add handlers to.</returns>
    public static IHttpClientBuilder AddDomino(this IServiceCollection services, Action<DominoClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<DominoClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DominoClientOptions>, DominoClientOptionsValidator>());
        services.TryAddSingleton(provider => new DominoClient(
            provider.GetRequiredService<IOptions<DominoClientOptions>>().Value,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetService<ILoggerFactory>()
        ));
        return services
            .AddHttpClient(HttpClientName)
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider =>
                DominoClient.CreateHandler(provider.GetRequiredService<IOptions<DominoClientOptions>>().Value)
            )
            // The client is a singleton and its handler renews its own connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Registers <see cref="DominoClient"/> as a singleton, with the options of a configuration section.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The keys are the options' names: <c>Host</c>, <c>ApiProxy</c>, <c>AuthToken</c>, <c>TokenFile</c>,
    /// <c>ApiKey</c>, <c>Timeout</c> (<c>00:01:40</c>), <c>MaxRetries</c>, <c>MaxResponseSizeBytes</c>,
    /// <c>VerifyCertificate</c>, <c>CertificateAuthorityFile</c>. What
    /// it leaves comes from the environment; a key of another name fails when the host starts.</param>
    /// <returns>The builder of the client's connections, to add handlers to.</returns>
    public static IHttpClientBuilder AddDomino(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddDomino(options =>
        {
            if (section.GetChildren().FirstOrDefault(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw new InvalidOperationException($"Unknown setting '{unknown.Path}'. Use one of {string.Join(", ", Keys)}.");
            }

            options.Host = section["Host"];
            options.ApiProxy = section["ApiProxy"];
            options.AuthToken = section["AuthToken"];
            options.TokenFile = section["TokenFile"];
            options.ApiKey = section["ApiKey"];
            options.CertificateAuthorityFile = section["CertificateAuthorityFile"];
            options.Timeout = section.GetValue<TimeSpan?>("Timeout") ?? options.Timeout;
            options.MaxRetries = section.GetValue<int?>("MaxRetries");
            options.MaxResponseSizeBytes = section.GetValue<int?>("MaxResponseSizeBytes") ?? options.MaxResponseSizeBytes;
            options.VerifyCertificate = section.GetValue<bool?>("VerifyCertificate");
        });
    }
}
