// For tests: lets Chromium run WebGPU on Mesa's lavapipe. Of software adapters Chromium takes SwiftShader alone, from
// libvk_swiftshader.so beside its program. This library stands there instead, passes all calls to the Vulkan loader, which
// finds lavapipe by VK_DRIVER_FILES, and gives SwiftShader's ids as the device's.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <vulkan/vulkan.h>

static PFN_vkGetPhysicalDeviceProperties properties;
static PFN_vkGetPhysicalDeviceProperties2 properties2;

static void rename_device(VkPhysicalDeviceProperties *found) {
  found->vendorID = 0x1AE0;
  found->deviceID = 0xC0DE;
}

static void get_properties(VkPhysicalDevice device, VkPhysicalDeviceProperties *found) {
  properties(device, found);
  rename_device(found);
}

static void get_properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *found) {
  properties2(device, found);
  rename_device(&found->properties);
}

PFN_vkVoidFunction vkGetInstanceProcAddr(VkInstance instance, const char *name) {
  static PFN_vkGetInstanceProcAddr real;
  if (!real) {
    void *loader = dlopen(getenv("VULKAN_LOADER"), RTLD_NOW);
    if (!loader) return NULL;
    real = (PFN_vkGetInstanceProcAddr)dlsym(loader, "vkGetInstanceProcAddr");
  }
  PFN_vkVoidFunction found = real(instance, name);
  if (!found) return found;
  if (!strcmp(name, "vkGetPhysicalDeviceProperties")) {
    properties = (PFN_vkGetPhysicalDeviceProperties)found;
    return (PFN_vkVoidFunction)get_properties;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2") || !strcmp(name, "vkGetPhysicalDeviceProperties2KHR")) {
    properties2 = (PFN_vkGetPhysicalDeviceProperties2)found;
    return (PFN_vkVoidFunction)get_properties2;
  }
  return found;
}
