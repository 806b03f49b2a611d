/** Whether the name of a graphics adapter is that of a processor standing in for one (SwiftShader, Mesa's llvmpipe and softpipe, Windows' Basic Render Driver). */
export const isSoftware = (name: string): boolean => /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render/i.test(name);
