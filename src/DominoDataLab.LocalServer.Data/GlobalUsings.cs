global using DominoDataLab.LocalServer.Json;
