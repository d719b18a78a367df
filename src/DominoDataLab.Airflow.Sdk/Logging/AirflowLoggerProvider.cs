using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>Creates loggers that write to Airflow's task log. It is a factory as well, for programs without other providers.</summary>
internal sealed class AirflowLoggerProvider(LogChannel channel, LogLevels levels) : ILoggerProvider, ILoggerFactory, ISupportExternalScope
{
    private readonly ConcurrentDictionary<string, AirflowLogger> _loggers = [];
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) =>
        _loggers.GetOrAdd(categoryName, name => new AirflowLogger(name, levels.Minimum(name), channel, _scopes));

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This factory writes to Airflow's task log only. Use a LoggerFactory with this provider instead.");

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _loggers.Clear();
}
