using DominoDataLab.Client;
using Microsoft.Extensions.Options;

namespace DominoDataLab.Hosting;

/// <summary>Tries the options as the client will: making one sends nothing and refuses what is wrong.</summary>
internal sealed class DominoClientOptionsValidator : IValidateOptions<DominoClientOptions>
{
    public ValidateOptionsResult Validate(string? name, DominoClientOptions options)
    {
        try
        {
            using var client = new DominoClient(options);
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is ArgumentException or DominoException)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
