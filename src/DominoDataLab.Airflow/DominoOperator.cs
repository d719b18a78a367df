using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;

namespace DominoDataLab.Airflow;

/// <summary>An Airflow task that runs a command in a Domino project and waits for its success.</summary>
public sealed class DominoOperator : OperatorTask<DominoRunOptions>
{
    /// <summary>Creates the operator.</summary>
    public DominoOperator(DominoRunOptions options)
        : base(options) { }

    private protected override bool ShowsSetupLog => Options.IncludeSetupLog;

    private protected override void Check(DominoRunOptions options)
    {
        base.Check(options);
        if (options.Command.Count == 0 || string.IsNullOrWhiteSpace(options.Command[0]))
        {
            throw new ArgumentException("The command is empty. Its first item is a file or a program.");
        }

        if (options.IsDirect == true && options.Command.Count > 1)
        {
            throw new ArgumentException("A direct command must be one item, which is the whole command line.");
        }
    }

    private protected override async Task<DominoRunOptions> RenderAsync(DominoRunOptions options, Template template)
    {
        var command = new List<string>();
        foreach (var item in options.Command)
        {
            command.Add(await template.RenderAsync(item).ConfigureAwait(false));
        }

        var title = options.Title is null ? null : await template.RenderAsync(options.Title).ConfigureAwait(false);
        return options with { Command = command, Title = title };
    }

    private protected override async Task PrepareAsync(DominoRunOptions options, ProjectClient project, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Tier))
        {
            return;
        }

        if (await project.HardwareTiers.FindAsync(options.Tier, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new ArgumentException(
                $"The hardware tier '{options.Tier}' was not found in the project '{options.Project}'. Use a tier that the project can use."
            );
        }
    }

    private protected override Task<string> StartAsync(DominoRunOptions options, ProjectClient project) =>
        project.Runs.StartAsync(
            new StartRunRequest
            {
                Command = options.Command,
                IsDirect = options.IsDirect ?? false,
                CommitId = options.CommitId,
                Title = options.Title,
                HardwareTier = options.Tier,
                PublishApiEndpoint = options.PublishApiEndpoint,
            }
        );
}
