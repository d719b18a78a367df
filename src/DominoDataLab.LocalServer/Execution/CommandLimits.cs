using System.Text;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Refuses commands and titles that no job can have.</summary>
internal static class CommandLimits
{
    public const int MaxTitleLength = 512;

    // Linux takes no longer argument (MAX_ARG_STRLEN), its terminating zero included.
    private const int MaxArgumentBytes = (128 * 1024) - 1;

    /// <exception cref="DomainException">A limit is exceeded. The message names it.</exception>
    public static void Check(JobRequest request)
    {
        CheckTitle(request.Title);

        // A shell, or the splitting of the line, makes shorter arguments of a long line; a word that was given apart stays one argument.
        IEnumerable<string> arguments =
            request.Words is { } words ? words
            : request.IsDirect ? [request.Command]
            : SplitOrWhole(request.Command);
        foreach (var argument in arguments.Prepend(request.Command))
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw DomainException.Invalid("The command contains a NUL character. Remove it.");
            }
        }

        foreach (var argument in arguments)
        {
            var bytes = Encoding.UTF8.GetByteCount(argument);
            if (bytes > MaxArgumentBytes)
            {
                throw DomainException.Invalid(
                    $"An argument of the command has {bytes} bytes; the limit is {MaxArgumentBytes}. Put the data into a file of the "
                        + "project."
                );
            }
        }
    }

    /// <exception cref="DomainException">The title is too long.</exception>
    public static void CheckTitle(string? title)
    {
        if (title?.Length > MaxTitleLength)
        {
            throw DomainException.Invalid($"The title has {title.Length} characters; the limit is {MaxTitleLength}.");
        }
    }

    private static List<string> SplitOrWhole(string command)
    {
        try
        {
            return Preparation.CommandLine.Split(command);
        }
        catch (FormatException)
        {
            // The job itself says what is wrong with the quotes.
            return [command];
        }
    }
}
