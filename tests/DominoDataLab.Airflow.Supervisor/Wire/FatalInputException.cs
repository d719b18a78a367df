namespace DominoDataLab.Airflow.Supervisor.Wire;

/// <summary>A frame or log line that ends Airflow's supervisor: it closes its sockets and reports nothing any more.</summary>
internal sealed class FatalInputException(string message, Exception? inner = null) : Exception(message, inner);
