using System.Net;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Client;

namespace DominoDataLab.Airflow;

/// <summary>Errors that another try can't cure, because the input causes them.</summary>
internal static class WrongInput
{
    public static bool Is(Exception exception) =>
        exception switch
        {
            ArgumentException or DominoCredentialException or DominoNotFoundException or DominoVersionException => true,
            DominoApiException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } refused =>
                refused.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
            AirflowException { ErrorCode: "CONNECTION_NOT_FOUND" } => true,
            _ => false,
        };
}
