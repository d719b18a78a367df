using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Explains to users what went wrong inside the server. The words of an exception are for the server's log alone.</summary>
internal static class JobFailure
{
    public static JobEnd End(Exception e, out string reference)
    {
        reference = Ids.New();
        return new JobEnd(JobStatus.Error, "ServerError", Message(e, reference));
    }

    public static string Message(Exception e, string reference) =>
        DiskFull.Caused(e)
            ? "The disk that holds the server's data is full. Free some space and start again. The server's log has details under "
                + $"{reference}."
            : $"An error in the server, not in your code, ended this. The server's log has details under {reference}.";
}
